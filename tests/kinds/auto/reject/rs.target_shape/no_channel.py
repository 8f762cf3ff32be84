# exercise: auto
from tensorflow import keras
from tensorflow.keras import layers

model = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Flatten(),
    layers.Dense(32, "relu"),
    layers.Dense(784, "sigmoid"),
    layers.Reshape((28, 28)),
])
