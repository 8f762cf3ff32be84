# exercise: mnist_functional
from tensorflow import keras
from tensorflow.keras import layers

network = keras.Sequential([
    layers.Conv2D(32, 3, activation="relu"),
    layers.Conv2D(64, 3, activation="relu"),
    layers.Flatten(),
    layers.Dense(128, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
inputs = keras.Input((28, 28, 1))
model = keras.Model(inputs, network(inputs))
