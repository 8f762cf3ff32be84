# exercise: mnist_sequential
# Calls itself for ever.
from tensorflow import keras


def build():
    return build()

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
