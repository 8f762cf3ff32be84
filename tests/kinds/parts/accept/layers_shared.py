# exercise: parts
from tensorflow import keras
from tensorflow.keras import layers

image = keras.Input((28, 28, 1))
code = layers.Dense(32)(layers.Flatten()(image))
code = layers.Activation("relu")(code)
wide, shaped = layers.Dense(784, activation="sigmoid"), layers.Reshape((28, 28, 1))
autoencoder = keras.Model(image, shaped(wide(code)))
encoder = keras.Model(image, code)
given = keras.Input((32,))
decoder = keras.Model(given, shaped(wide(given)))
