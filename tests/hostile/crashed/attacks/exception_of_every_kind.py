# exercise: mnist_sequential
# Raises a group of groups of exceptions.
from tensorflow import keras


def build():
    group = ValueError("deep")
    for _ in range(500):
        group = ExceptionGroup("group", [group])
    raise group

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
