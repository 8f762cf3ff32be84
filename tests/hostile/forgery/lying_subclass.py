# exercise: mnist_sequential
# A class derived from Conv2D whose config lies.
import tensorflow as tf
from tensorflow import keras


def build():
    class Conv(keras.layers.Conv2D):
        def get_config(self):
            return super().get_config() | {"groups": 1}

    model = keras.Sequential([
        keras.layers.Conv2D(32, 3, activation="relu"),
        Conv(64, 3, activation="relu", groups=2),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    return model


model = build()
