import tensorflow as tf
from tensorflow import keras


class CustomModel(keras.Model):
    def __init__(self, num_classes=100, **kwargs):
        super().__init__(**kwargs)
        self.c1 = keras.layers.Conv2D(16, (3, 3), activation=tf.nn.relu)
        self.p1 = keras.layers.MaxPool2D()
        self.c2 = keras.layers.Conv2D(32, (3, 3), activation=tf.nn.relu)
        self.p2 = keras.layers.MaxPool2D()
        self.d1 = keras.layers.Dense(256, activation=tf.nn.relu)
        self.d2 = keras.layers.Dense(num_classes, activation=tf.nn.softmax)

    def call(self, inputs, training=None, mask=None):
        h = self.p1(self.c1(inputs))
        h = self.p2(self.c2(h))
        h = tf.reshape(h, (tf.shape(h)[0], -1))
        return self.d2(self.d1(h))


cifar = CustomModel(100, name='cifar')
