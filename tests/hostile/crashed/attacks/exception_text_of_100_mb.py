# exercise: mnist_sequential
# Raises with a text of 100 MB.
from tensorflow import keras


def build():
    raise ValueError("x" * 10**8)

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
