import numpy as np
import tensorflow as tf
from tensorflow import keras
class Digits(keras.Model):
    def __init__(self, units=10):
        super().__init__()
        self.a = keras.layers.Conv2D(32, 3, activation="relu")
        self.b = keras.layers.Conv2D(64, 3, activation="relu")
        self.flat = keras.layers.Flatten()
        self.c = keras.layers.Dense(128, activation="relu")
        self.d = keras.layers.Dense(units, activation="softmax")

    def call(self, x):
        return self.d(self.c(self.flat(self.b(self.a(x)))))
bad = Digits(7)
right = Digits(10)
