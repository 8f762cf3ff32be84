# exercise: digit_autoencoder

from tensorflow import keras

model = keras.Sequential([
    keras.Input(shape=(28, 28, 1)),
    keras.layers.Flatten(),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(784, activation="sigmoid"),
    keras.layers.Reshape((28, 28, 1)),
])
model.compile(optimizer="adam", loss="mse")
