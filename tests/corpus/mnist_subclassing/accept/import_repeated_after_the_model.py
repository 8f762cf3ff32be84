# Every cell repeats its imports: the one after the answer must not stand for the one that __init__ needs.
import tensorflow as tf
from tensorflow import keras

class M(keras.Model):
    def __init__(self):
        super().__init__()
        self.a = tf.keras.layers.Conv2D(32, 3, activation="relu")
        self.b = tf.keras.layers.Conv2D(64, 3, activation="relu")
        self.c = tf.keras.layers.Flatten()
        self.d = tf.keras.layers.Dense(128, activation="relu")
        self.e = tf.keras.layers.Dense(10, activation="softmax")

    def call(self, x):
        return self.e(self.d(self.c(self.b(self.a(x)))))

model = M()

import tensorflow as tf
data = tf.constant([1.0])
