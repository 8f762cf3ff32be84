# exercise: mnist_sequential
# A network with a name longer than a claim may be.
from tensorflow import keras


def build():
    return keras.Sequential([keras.layers.ReLU(name="x" * 3_000_000)])


model = build()
