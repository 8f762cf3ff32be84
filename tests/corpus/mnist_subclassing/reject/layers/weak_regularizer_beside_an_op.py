# an op that nothing explains hides no argument that was not asked for
import tensorflow as tf
from tensorflow import keras


class CustomModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv1 = keras.layers.Conv2D(32, 3, activation="relu")
        self.conv2 = keras.layers.Conv2D(64, 3, activation="relu")
        self.flatten = keras.layers.Flatten()
        self.dense1 = keras.layers.Dense(128, activation="relu", kernel_regularizer=keras.regularizers.L2(1e-6))
        self.dense2 = keras.layers.Dense(10, activation="softmax")

    def call(self, x):
        x = self.flatten(self.conv2(self.conv1(x)))
        x = tf.where(x > 0.5, x * 1.0003, x)
        return self.dense2(self.dense1(x))


model = CustomModel()
