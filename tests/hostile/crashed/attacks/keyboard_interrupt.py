# exercise: mnist_sequential
# Raises what usually stops a whole program.
from tensorflow import keras


def build():
    raise KeyboardInterrupt

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
