from tensorflow import keras
from tensorflow.keras.layers import Conv2D, MaxPool2D, Flatten, Dense


class CNN(keras.Model):
    def __init__(self):
        super().__init__()
        self.a = Conv2D(16, 3, activation='relu')
        self.b = MaxPool2D()
        self.c = Conv2D(32, 3, activation='relu')
        self.d = MaxPool2D()
        self.e = Flatten()
        self.f = Dense(256)
        self.g = Dense(100, activation='softmax')

    def call(self, x):
        x = self.b(self.a(x))
        x = self.d(self.c(x))
        return self.g(self.f(self.e(x)))


model = CNN()
