# exercise: mnist_sequential
# Calls itself for ever, with the interpreter's own limit lifted, until the stack is used up.
from tensorflow import keras


def build():
    import sys

    sys.setrecursionlimit(2**31 - 1)
    deep = []
    for _ in range(10**6):
        deep = [deep]
    repr(deep)

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
