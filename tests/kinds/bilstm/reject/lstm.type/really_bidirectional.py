# exercise: bilstm
from tensorflow import keras
from tensorflow.keras import layers

i=keras.Input((20,5)); x=layers.Bidirectional(layers.LSTM(32))(i)
model=keras.Model(i,layers.Dense(1,activation="sigmoid")(x))
