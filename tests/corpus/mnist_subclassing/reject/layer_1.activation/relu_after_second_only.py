# tf.nn.relu를 첫 번째 Conv2D 뒤에 빼먹음
import tensorflow as tf
from tensorflow import keras


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.c1 = keras.layers.Conv2D(32, 3)
        self.c2 = keras.layers.Conv2D(64, 3)
        self.flat = keras.layers.Flatten()
        self.d1 = keras.layers.Dense(128)
        self.d2 = keras.layers.Dense(10)

    def call(self, x):
        x = self.c1(x)
        x = tf.nn.relu(self.c2(x))
        x = self.flat(x)
        x = tf.nn.relu(self.d1(x))
        return tf.nn.softmax(self.d2(x))


net = Net()
