# exercise: words
from tensorflow import keras


class Words(keras.Model):
    def __init__(self):
        super().__init__()
        self.embedding = keras.layers.Embedding(600, 8)
        self.mean = keras.layers.GlobalAveragePooling1D()
        self.out = keras.layers.Dense(1, activation="sigmoid")

    def call(self, x):
        return self.out(self.mean(self.embedding(x)))


model = Words()
