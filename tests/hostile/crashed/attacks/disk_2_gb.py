# exercise: mnist_sequential
# Writes 2 GB to the disk.
from tensorflow import keras


def build():
    block = b"x" * 2**20
    with open("big", "wb") as file:
        for _ in range(2048):
            file.write(block)

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
