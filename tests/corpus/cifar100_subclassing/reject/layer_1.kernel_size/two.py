import tensorflow as tf
from tensorflow.keras import layers


class Net(tf.keras.Model):
    def __init__(self):
        super(Net, self).__init__()
        self.conv1 = layers.Conv2D(16, kernel_size=2, activation='relu')
        self.conv2 = layers.Conv2D(32, kernel_size=3, activation='relu')
        self.pool = layers.MaxPooling2D(2)
        self.flatten = layers.Flatten()
        self.dense1 = layers.Dense(256, activation='relu')
        self.dense2 = layers.Dense(100, activation='softmax')

    def call(self, inputs):
        x = self.pool(self.conv1(inputs))
        x = self.pool(self.conv2(x))
        return self.dense2(self.dense1(self.flatten(x)))


net = Net()
