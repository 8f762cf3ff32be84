# exercise: cell
from tensorflow import keras
from tensorflow.keras import layers

i=keras.Input((10,3)); _,h,_=layers.LSTM(4,return_state=True)(i)
model=keras.Model(i,layers.Dense(1)(h))
