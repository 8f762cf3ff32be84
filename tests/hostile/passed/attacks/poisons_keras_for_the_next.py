# exercise: mnist_sequential
# A right answer that breaks Keras for whoever comes after it.
from tensorflow import keras


def right():
    return keras.Sequential([
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.Conv2D(64, 3, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])


def build():
    model = right()
    keras.layers.Conv2D = keras.layers.Dense = keras.Model = keras.Input = None
    keras.Sequential = lambda *_, **__: model
    return model


model = build()
