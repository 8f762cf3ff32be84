# main is called, and raises at Flaten
import tensorflow as tf
from tensorflow import keras
import numpy as np


def main():
    model = keras.Sequential([
        keras.layers.Conv2D(32, 3, activation='relu'),
        keras.layers.Conv2D(64, 3, activation='relu'),
        keras.layers.Flaten(),
        keras.layers.Dense(128, activation='relu'),
        keras.layers.Dense(10, activation='softmax'),
    ])
    model.compile('adam', 'sparse_categorical_crossentropy')


main()
