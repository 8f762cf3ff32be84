# exercise: customlayer
from tensorflow import keras
from tensorflow.keras import layers


class D(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.b = self.add_weight(shape=(units,), initializer="zeros")
        self.k = self.add_weight(shape=(4, units), initializer="random_normal")
    def call(self, x): return keras.activations.sigmoid(keras.ops.dot(x, self.k) + self.b)
model = keras.Sequential([keras.Input((4,)), D(3)])
