# wrong: no __init__ of its own
from tensorflow import keras
from tensorflow.keras import layers


class CustomModel(keras.Model):
    conv1 = layers.Conv2D(16, 3, activation='relu')
    pool = layers.MaxPool2D(2)
    conv2 = layers.Conv2D(32, 3, activation='relu')
    flatten = layers.Flatten()
    fc1 = layers.Dense(256, activation='relu')
    fc2 = layers.Dense(100, activation='softmax')

    def call(self, x):
        x = self.pool(self.conv1(x))
        x = self.pool(self.conv2(x))
        return self.fc2(self.fc1(self.flatten(x)))


model = CustomModel()
