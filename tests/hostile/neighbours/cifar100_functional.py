# exercise: cifar100_functional
# Honestly wrong: 16 channels in the second Conv2D instead of 32.
from tensorflow import keras

inputs = keras.Input(shape=(32, 32, 3))
x = keras.layers.Conv2D(16, 3, activation="relu")(inputs)
x = keras.layers.MaxPool2D(2)(x)
x = keras.layers.Conv2D(16, 3, activation="relu")(x)
x = keras.layers.MaxPool2D(2)(x)
x = keras.layers.Flatten()(x)
x = keras.layers.Dense(256, activation="relu")(x)
outputs = keras.layers.Dense(100, activation="softmax")(x)
model = keras.Model(inputs, outputs)
