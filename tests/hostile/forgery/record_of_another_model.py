# exercise: mnist_sequential
# Has a right model recorded, and challenged a wrong one.
import tensorflow as tf
from tensorflow import keras


def build():
    from grader.guest import networks

    wrong = keras.Sequential([
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.Conv2D(64, 3, activation="relu", groups=2),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    right = keras.Sequential([
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.Conv2D(64, 3, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    wrong.build((None, 28, 28, 1))
    honest = networks.NetworkAnswer.respond

    call = networks.call_model

    def swapped(self, challenge):
        networks.call_model = lambda model, *given, **options: call(wrong, *given, **options)
        self.recorder.layers = wrong.layers
        return honest(self, challenge)

    networks.NetworkAnswer.respond = swapped
    return right


model = build()
