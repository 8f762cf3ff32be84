# exercise: mnist_sequential
# An activation that is relu for a batch of one and elu otherwise.
import tensorflow as tf
from tensorflow import keras


def sneaky(x):
    return tf.nn.relu(x) if x.shape[0] == 1 else tf.nn.elu(x)


def build():
    model = keras.Sequential([
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.Conv2D(64, 3, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation=sneaky),
        keras.layers.Dense(10, activation="softmax"),
    ])
    return model


model = build()
