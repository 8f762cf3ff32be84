# exercise: mnist_sequential
# Repeats a letter until it fills the memory.
from tensorflow import keras


def build():
    return "a" * 2**40

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
