# exercise: cell
from tensorflow import keras
from tensorflow.keras import layers

i=keras.Input((10,3)); x=layers.LSTM(4,return_sequences=True)(i)
model=keras.Model(i,layers.Dense(1)(x))
