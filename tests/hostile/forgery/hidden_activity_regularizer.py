# exercise: mnist_sequential
# A penalty on what Flatten gives, which its config does not tell.
import tensorflow as tf
from tensorflow import keras


def build():
    honest = keras.layers.Flatten.get_config

    def lying(self):
        config = honest(self)
        config.pop("activity_regularizer", None)
        return config

    keras.layers.Flatten.get_config = lying
    model = keras.Sequential([
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.Conv2D(64, 3, activation="relu"),
        keras.layers.Flatten(activity_regularizer="l2"),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    return model


model = build()
