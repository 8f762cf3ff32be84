# 마지막 Dense의 결과가 아니라 h를 return
from tensorflow import keras


class CustomModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv1 = keras.layers.Conv2D(32, 3, activation='relu')
        self.conv2 = keras.layers.Conv2D(64, 3, activation='relu')
        self.flatten = keras.layers.Flatten()
        self.fc1 = keras.layers.Dense(128, activation='relu')
        self.fc2 = keras.layers.Dense(10, activation='softmax')

    def call(self, x):
        h = self.conv1(x)
        h = self.conv2(h)
        h = self.flatten(h)
        h = self.fc1(h)
        y = self.fc2(h)
        return h


model = CustomModel()
