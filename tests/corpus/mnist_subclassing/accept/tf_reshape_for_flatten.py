# tf.reshape flattens exactly: accepted with advice
import tensorflow as tf
from tensorflow.keras import layers


class CNN(tf.keras.Model):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = layers.Conv2D(32, kernel_size=3, activation=tf.nn.relu)
        self.conv2 = layers.Conv2D(64, kernel_size=3, activation=tf.nn.relu)
        self.fc1 = layers.Dense(units=128, activation=tf.nn.relu)
        self.fc2 = layers.Dense(units=10)

    def call(self, inputs):
        x = self.conv1(inputs)
        x = self.conv2(x)
        x = tf.reshape(x, [-1, 24 * 24 * 64])
        x = self.fc1(x)
        x = self.fc2(x)
        output = tf.nn.softmax(x, axis=-1)
        return output


model = CNN()
