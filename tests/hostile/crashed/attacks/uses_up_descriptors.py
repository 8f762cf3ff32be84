# exercise: mnist_sequential
# Opens files until no more can be opened.
from tensorflow import keras


def build():
    held = []
    while True:
        held.append(open("/dev/null"))

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
