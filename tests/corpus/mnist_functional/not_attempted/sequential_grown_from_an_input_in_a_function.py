# Keras makes a functional model for each state of a Sequential; nobody wrote one
import tensorflow as tf
from tensorflow import keras
import numpy as np


def build(filters, units, classes, shape):
    model = keras.Sequential([keras.Input(shape)])
    for number in filters:
        model.add(keras.layers.Conv2D(number, 3, activation='relu'))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(units, activation='relu'))
    model.add(keras.layers.Dense(classes, activation='softmax'))
    return model


models = {'mnist': build((32, 64), 128, 10, (28, 28, 1))}
