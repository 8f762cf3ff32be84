# exercise: mnist_sequential
# Overwrites objects of the interpreter itself.
from tensorflow import keras


def build():
    import ctypes

    ctypes.memset(id(type), 0xFF, 400)
    type(3)

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
