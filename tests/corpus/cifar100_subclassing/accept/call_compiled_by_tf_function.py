# right: @tf.function on call changes nothing about the network
import tensorflow as tf
from tensorflow import keras


class CustomModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv1 = keras.layers.Conv2D(16, 3, activation='relu')
        self.pool1 = keras.layers.MaxPool2D(2)
        self.conv2 = keras.layers.Conv2D(32, 3, activation='relu')
        self.pool2 = keras.layers.MaxPool2D(2)
        self.flatten = keras.layers.Flatten()
        self.fc1 = keras.layers.Dense(256, activation='relu')
        self.fc2 = keras.layers.Dense(100, activation='softmax')

    @tf.function
    def call(self, x):
        x = self.pool1(self.conv1(x))
        x = self.pool2(self.conv2(x))
        x = self.flatten(x)
        return self.fc2(self.fc1(x))


model = CustomModel()
