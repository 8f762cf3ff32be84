# wrong: tf.nn.sigmoid after the first Conv2D
import tensorflow as tf
from tensorflow import keras


class CustomModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv1 = keras.layers.Conv2D(16, 3)
        self.pool = keras.layers.MaxPool2D(2)
        self.conv2 = keras.layers.Conv2D(32, 3)
        self.flatten = keras.layers.Flatten()
        self.fc1 = keras.layers.Dense(256)
        self.fc2 = keras.layers.Dense(100)

    def call(self, x):
        x = self.pool(tf.nn.sigmoid(self.conv1(x)))
        x = self.pool(tf.nn.relu(self.conv2(x)))
        x = tf.nn.relu(self.fc1(self.flatten(x)))
        return tf.nn.softmax(self.fc2(x))


model = CustomModel()
