# exercise: mnist_sequential
# A network of more calls than a claim may have.
from tensorflow import keras


class Long(keras.Model):
    def __init__(self):
        super().__init__()
        self.relu = keras.layers.ReLU()

    def call(self, x):
        for _ in range(1001):
            x = self.relu(x)
        return x


model = Long()
