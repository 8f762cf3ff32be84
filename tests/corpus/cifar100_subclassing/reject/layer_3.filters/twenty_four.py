from tensorflow import keras


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.c1 = keras.layers.Conv2D(16, 3, activation='relu')
        self.c2 = keras.layers.Conv2D(24, 3, activation='relu')
        self.p = keras.layers.MaxPool2D(2)
        self.f = keras.layers.Flatten()
        self.d1 = keras.layers.Dense(256, activation='relu')
        self.d2 = keras.layers.Dense(100, activation='softmax')

    def call(self, x):
        x = self.p(self.c1(x))
        x = self.p(self.c2(x))
        return self.d2(self.d1(self.f(x)))


model = Net()
