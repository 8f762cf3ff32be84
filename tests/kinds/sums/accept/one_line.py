# exercise: sums
from tensorflow import keras


class Sums(keras.Model):
    def __init__(self):
        super().__init__()
        self.a = keras.layers.Dense(4)
        self.b = keras.layers.Dense(4, activation="relu")
        self.c = keras.layers.Dense(4, activation="tanh")
        self.out = keras.layers.Dense(1)

    def call(self, x):
        return self.out(self.a(x) + self.b(x) + self.c(x))


model = Sums()
