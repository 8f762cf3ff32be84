# exercise: digit_autoencoder
from tensorflow import keras

encoder = keras.Sequential([
    keras.Input((28, 28, 1)),
    keras.layers.Flatten(),
    keras.layers.Dense(32, activation="relu"),
])
decoder = keras.Sequential([
    keras.Input((32,)),
    keras.layers.Dense(784, activation="sigmoid"),
    keras.layers.Reshape((28, 28, 1)),
])
image = keras.Input((28, 28, 1))
autoencoder = keras.Model(image, decoder(encoder(image)))
