from tensorflow import keras
from tensorflow.keras import layers


class Network(keras.Model):
    def __init__(self):
        super().__init__()
        self.network = keras.Sequential([
            layers.Conv2D(32, 3, activation="relu"),
            layers.Conv2D(64, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ])

    def call(self, inputs):
        return self.network(inputs)


model = Network()
