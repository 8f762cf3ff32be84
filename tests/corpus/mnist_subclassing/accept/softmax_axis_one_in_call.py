# tf.nn.softmax(x, axis=1) on (batch, 10) is the softmax over the last axis
import tensorflow as tf
from tensorflow import keras


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.c1 = keras.layers.Conv2D(32, 3, activation='relu')
        self.c2 = keras.layers.Conv2D(64, 3, activation='relu')
        self.f = keras.layers.Flatten()
        self.d1 = keras.layers.Dense(128, activation='relu')
        self.d2 = keras.layers.Dense(10)

    def call(self, x):
        x = self.c2(self.c1(x))
        logits = self.d2(self.d1(self.f(x)))
        return tf.nn.softmax(logits, axis=1)


net = Net()
