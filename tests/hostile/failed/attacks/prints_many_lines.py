# exercise: mnist_sequential
# Prints half a million short lines.
from tensorflow import keras


def build():
    for number in range(500_000):
        print(number)

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
