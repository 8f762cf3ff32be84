# exercise: customlayer
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


class D(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.inner = layers.Dense(units)
    def call(self, x): return tf.nn.sigmoid(self.inner(x))
model = keras.Sequential([keras.Input((4,)), D(3)])
