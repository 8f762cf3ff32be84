import tensorflow as tf
from tensorflow import keras


class CustomModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv1 = keras.layers.Conv2D(32, 3, activation='relu')
        self.conv2 = keras.layers.Conv2D(64, 3, activation='relu')
        self.flatten = keras.layers.Flatten()
        self.fc1 = keras.layers.Dense(128)
        self.act = keras.layers.Activation('tanh')
        self.fc2 = keras.layers.Dense(10, activation='softmax')

    def call(self, x):
        x = self.flatten(self.conv2(self.conv1(x)))
        x = self.act(self.fc1(x))
        return self.fc2(x)


model = CustomModel()
