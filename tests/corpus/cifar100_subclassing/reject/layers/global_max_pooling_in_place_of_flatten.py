from tensorflow import keras
from tensorflow.keras import layers


class CustomModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv1 = layers.Conv2D(16, 3, activation='relu')
        self.pool1 = layers.MaxPool2D(2)
        self.conv2 = layers.Conv2D(32, 3, activation='relu')
        self.pool2 = layers.MaxPool2D(2)
        self.gap = layers.GlobalMaxPooling2D()
        self.fc1 = layers.Dense(256, activation='relu')
        self.fc2 = layers.Dense(100, activation='softmax')

    def call(self, x):
        x = self.pool1(self.conv1(x))
        x = self.pool2(self.conv2(x))
        return self.fc2(self.fc1(self.gap(x)))


model = CustomModel()
