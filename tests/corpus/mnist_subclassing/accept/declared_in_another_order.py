# what counts is the order of the calls
from tensorflow import keras
from tensorflow.keras import layers


class Model1(keras.Model):
    def __init__(self):
        super().__init__()
        self.out = layers.Dense(10, activation='softmax')
        self.fc = layers.Dense(128, activation='relu')
        self.conv2 = layers.Conv2D(64, 3, activation='relu')
        self.conv1 = layers.Conv2D(32, 3, activation='relu')
        self.flatten = layers.Flatten()

    def call(self, x):
        x = self.conv1(x)
        x = self.conv2(x)
        x = self.flatten(x)
        x = self.fc(x)
        return self.out(x)


model = Model1()
