# exercise: mnist_sequential
# Reads the address 0.
from tensorflow import keras


def build():
    import ctypes

    ctypes.string_at(0)

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
