# exercise: photo
import tensorflow as tf
from tensorflow import keras


class Photos(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv = keras.layers.Conv2D(8, 3, activation="relu")
        self.pool = keras.layers.GlobalAveragePooling2D()
        self.out = keras.layers.Dense(4, activation="softmax")

    def call(self, x):
        x = tf.cast(x, tf.float32) / 255.0
        return self.out(self.pool(self.conv(x)))


model = Photos()
