# exercise: mnist_sequential
# A layer that computes in eight bits of precision and says it does not.
import tensorflow as tf
from tensorflow import keras


def build():
    honest = keras.layers.Conv2D.get_config
    keras.layers.Conv2D.get_config = lambda self: honest(self) | {"dtype": "float32"}
    model = keras.Sequential([
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.Conv2D(64, 3, activation="relu", dtype="mixed_bfloat16"),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    return model


model = build()
