# exercise: mnist_sequential
# Sleeps for a day.
from tensorflow import keras


def build():
    import time

    time.sleep(86_400)

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
