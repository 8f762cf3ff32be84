# exercise: mnist_sequential
# Raises an exception whose text takes for ever.
from tensorflow import keras


class Endless(Exception):
    def __str__(self):
        import time

        time.sleep(86_400)


def build():
    raise Endless

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
