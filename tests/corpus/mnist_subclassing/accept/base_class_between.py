# 공통 부모 클래스를 하나 두었다
import tensorflow as tf
from tensorflow import keras


class BaseNet(keras.Model):
    def __init__(self, n_out):
        super().__init__()
        self.flatten = keras.layers.Flatten()
        self.out = keras.layers.Dense(n_out, activation='softmax')

    def head(self, x):
        return self.out(x)


class MnistModel(BaseNet):
    def __init__(self):
        super().__init__(10)
        self.conv1 = keras.layers.Conv2D(32, 3, activation='relu')
        self.conv2 = keras.layers.Conv2D(64, 3, activation='relu')
        self.fc = keras.layers.Dense(128, activation='relu')

    def call(self, x):
        x = self.conv2(self.conv1(x))
        x = self.fc(self.flatten(x))
        return self.head(x)


model = MnistModel()
