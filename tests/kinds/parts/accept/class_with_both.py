# exercise: parts
from tensorflow import keras
from tensorflow.keras import layers

class Autoencoder(keras.Model):
    def __init__(self, size):
        super().__init__()
        self.encoder = keras.Sequential([layers.Flatten(), layers.Dense(size, activation="relu")])
        self.decoder = keras.Sequential([layers.Dense(784, activation="sigmoid"), layers.Reshape((28, 28, 1))])

    def call(self, x):
        return self.decoder(self.encoder(x))


autoencoder = Autoencoder(64)
