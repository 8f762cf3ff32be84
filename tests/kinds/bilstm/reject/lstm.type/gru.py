# exercise: bilstm
from tensorflow import keras
from tensorflow.keras import layers

inputs = keras.Input((20, 5))
model = keras.Model(inputs, layers.Dense(1, activation="sigmoid")(layers.GRU(32)(inputs)))
