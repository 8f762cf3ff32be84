# exercise: mnist_sequential
# Asks NumPy for a terabyte.
from tensorflow import keras


def build():
    import numpy as np

    np.zeros(2**40, dtype=np.uint8)

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
