# wrong: the first Conv2D is an op with weights of the student's own
import tensorflow as tf
from tensorflow import keras


class CustomModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.w1 = self.add_weight(shape=(3, 3, 3, 16), initializer='glorot_uniform', name='w1')
        self.b1 = self.add_weight(shape=(16,), initializer='zeros', name='b1')
        self.pool = keras.layers.MaxPool2D(2)
        self.conv2 = keras.layers.Conv2D(32, 3, activation='relu')
        self.flatten = keras.layers.Flatten()
        self.fc1 = keras.layers.Dense(256, activation='relu')
        self.fc2 = keras.layers.Dense(100, activation='softmax')

    def call(self, x):
        x = tf.nn.conv2d(x, self.w1, strides=1, padding='VALID') + self.b1
        x = self.pool(tf.nn.relu(x))
        x = self.pool(self.conv2(x))
        return self.fc2(self.fc1(self.flatten(x)))


model = CustomModel()
