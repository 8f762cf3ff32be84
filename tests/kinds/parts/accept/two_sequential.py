# exercise: parts
from tensorflow import keras
from tensorflow.keras import layers

encoder = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(16, activation="relu")])
decoder = keras.Sequential([keras.Input((16,)), layers.Dense(784, activation="sigmoid"), layers.Reshape((28, 28, 1))])
image = keras.Input((28, 28, 1))
autoencoder = keras.Model(image, decoder(encoder(image)))
