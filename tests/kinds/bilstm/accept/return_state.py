# exercise: bilstm
from tensorflow import keras
from tensorflow.keras import layers

i=keras.Input((20,5))
o,h,c=layers.LSTM(32,return_state=True)(i)
model=keras.Model(i,layers.Dense(1,activation="sigmoid")(h))
