# exercise: parts
from tensorflow import keras
from tensorflow.keras import layers

image = keras.Input((28, 28, 1))
code = layers.Dense(32, activation="relu")(layers.Flatten()(image))
encoder = keras.Model(image, code)
x = layers.Reshape((28, 28, 1))(layers.Dense(784, activation="sigmoid")(code))
autoencoder = keras.Model(image, x)
