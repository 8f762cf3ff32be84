# 라벨 (n, 1) -> (n,)
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras.layers import Conv2D, MaxPool2D, Flatten, Dense

class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.pool = MaxPool2D(2)
        self.Conv2D = Conv2D(8, 3, activation='relu')
        self.Flatten = Flatten()
        self.Dense = Dense(100, activation='softmax')
    def call(self, x):
        return self.Dense(self.Flatten(self.pool(self.pool(self.Conv2D(x)))))

net = Net()
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Ftrl(0.01)

def train_step(features, labels):
    labels = tf.squeeze(labels)
    with tf.GradientTape() as tape:
        loss = loss_func(labels, net(features))
    gradients = tape.gradient(loss, net.trainable_variables)
    optimizer.apply_gradients(zip(gradients, net.trainable_variables))
    return loss
