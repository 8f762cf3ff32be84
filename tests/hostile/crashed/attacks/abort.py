# exercise: mnist_sequential
# Ends the process by a signal.
from tensorflow import keras


def build():
    import os

    os.abort()

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
