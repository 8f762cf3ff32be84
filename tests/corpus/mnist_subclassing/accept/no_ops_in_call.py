# tf.identity, a linear Activation and Dropout(0) change nothing
import tensorflow as tf
from tensorflow import keras


class CustomModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv1 = keras.layers.Conv2D(32, 3, activation='relu')
        self.conv2 = keras.layers.Conv2D(64, 3, activation='relu')
        self.linear = keras.layers.Activation('linear')
        self.drop = keras.layers.Dropout(0)
        self.flatten = keras.layers.Flatten()
        self.fc1 = keras.layers.Dense(128, activation='relu')
        self.fc2 = keras.layers.Dense(10, activation='softmax')

    def call(self, x, training=None, mask=None):
        print('input', x.shape)
        x = tf.cast(x, tf.float32)
        x = self.linear(self.conv1(x))
        x = tf.identity(self.conv2(x))
        x = self.flatten(x)
        x = self.drop(self.fc1(x), training=training)
        return self.fc2(x)


model = CustomModel()
