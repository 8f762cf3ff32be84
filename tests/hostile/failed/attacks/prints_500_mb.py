# exercise: mnist_sequential
# Prints 500 MB.
from tensorflow import keras


def build():
    line = "x" * 2**20
    for _ in range(500):
        print(line)

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
