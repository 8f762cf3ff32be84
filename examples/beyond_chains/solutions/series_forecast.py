# exercise: series_forecast

from tensorflow import keras

inputs = keras.Input(shape=(12, 3))
x = keras.layers.Conv1D(16, 3, padding="causal", activation="relu")(inputs)
x = keras.layers.GRU(8)(x)
outputs = keras.layers.Dense(1)(x)
model = keras.Model(inputs, outputs)
