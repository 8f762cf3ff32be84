# exercise: skip
from tensorflow import keras
from tensorflow.keras import layers

inputs = keras.Input((8, 8, 4))
x = layers.Conv2D(2, 3, padding="same")(inputs)
x = layers.Concatenate(axis=3)([x, x])
model = keras.Model(inputs, layers.Conv2D(1, 1, activation="sigmoid")(x))
