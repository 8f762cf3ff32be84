# exercise: mnist_sequential
# Never ends.
from tensorflow import keras


def build():
    while True:
        pass

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
