# right: a cast to the same type, tf.identity and Dropout(0.0) change nothing; print is only print
import tensorflow as tf
from tensorflow import keras


class CustomModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv1 = keras.layers.Conv2D(16, 3, activation='relu', input_shape=(32, 32, 3))
        self.pool1 = keras.layers.MaxPool2D(2)
        self.conv2 = keras.layers.Conv2D(32, 3, activation='relu')
        self.pool2 = keras.layers.MaxPool2D(2)
        self.flatten = keras.layers.Flatten()
        self.drop = keras.layers.Dropout(0.0)
        self.fc1 = keras.layers.Dense(256, activation='relu')
        self.fc2 = keras.layers.Dense(100, activation='softmax')

    def call(self, x, training=False):
        x = tf.cast(x, tf.float32)
        x = self.conv1(x)
        print(x.shape)
        x = self.pool1(x)
        x = tf.identity(x)
        x = self.conv2(x)
        x = self.pool2(x)
        x = self.flatten(x)
        x = self.fc1(x)
        x = self.drop(x, training=training)
        return self.fc2(x)


model = CustomModel()
