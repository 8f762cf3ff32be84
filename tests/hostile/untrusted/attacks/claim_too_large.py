# exercise: mnist_sequential
# A network of more layers than a claim may have.
from tensorflow import keras


def build():
    return keras.Sequential([keras.layers.ReLU() for _ in range(501)])


model = build()
