# exercise: mnist_sequential
# The attribute says one group once the layer is built with two.
import tensorflow as tf
from tensorflow import keras


def build():
    model = keras.Sequential([
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.Conv2D(64, 3, activation="relu", groups=2),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.build((None, 28, 28, 1))
    model.layers[1].groups = 1
    return model


model = build()
