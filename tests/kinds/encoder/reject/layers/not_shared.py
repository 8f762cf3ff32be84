# exercise: encoder
from tensorflow import keras
from tensorflow.keras import layers

s=keras.Input((7,5)); t=keras.Input((6,5))
_,h,c=layers.LSTM(4,return_state=True)(layers.Dense(5,"tanh")(s))
y=layers.LSTM(4,return_sequences=True)(layers.Dense(5,"tanh")(t),initial_state=[h,c])
model=keras.Model([s,t],layers.Dense(3)(y))
