# exercise: mnist_sequential
# Replaces standard output by something that cannot be written to.
from tensorflow import keras


def build():
    import sys

    sys.stdout = sys.stderr = sys.__stdout__ = None

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
