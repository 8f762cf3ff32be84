# exercise: mnist_sequential
# A regular expression that backtracks for ever, inside one call of C code.
from tensorflow import keras


def build():
    import re

    re.match(r"(a+)+$", "a" * 64 + "b")

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
