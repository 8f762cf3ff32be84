# exercise: parts
from tensorflow import keras
from tensorflow.keras import layers

image = keras.Input((28, 28, 1))
x = layers.Dense(32)(layers.Flatten()(image))
encoder = keras.Model(image, x)
code = layers.ReLU()(x)
given = keras.Input((32,))
decoder = keras.Sequential([layers.Dense(784, activation="sigmoid"), layers.Reshape((28, 28, 1))])
autoencoder = keras.Model(image, decoder(code))
