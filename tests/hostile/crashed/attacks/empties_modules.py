# exercise: mnist_sequential
# Forgets every module.
from tensorflow import keras


def build():
    import sys

    sys.modules.clear()

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
