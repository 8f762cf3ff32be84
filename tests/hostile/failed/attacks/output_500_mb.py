# exercise: mnist_sequential
# Writes 500 MB to standard output.
from tensorflow import keras


def build():
    import os

    block = b"x" * 2**20
    for _ in range(500):
        os.write(1, block)
        os.write(2, block[:1000])

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
