# exercise: encoder
from tensorflow import keras
from tensorflow.keras import layers

s=keras.Input((7,5)); t=keras.Input((6,5)); d=layers.Dense(5,"tanh")
_,h,c=layers.LSTM(4,return_state=True)(d(s))
y=layers.LSTM(4,return_sequences=True)(d(t))
model=keras.Model([s,t],layers.Dense(3)(y))
