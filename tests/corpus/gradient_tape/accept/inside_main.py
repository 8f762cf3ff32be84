import numpy as np
import tensorflow as tf
from tensorflow import keras
class Pictures(keras.Model):
    def __init__(self):
        super().__init__()
        self.a = keras.layers.Conv2D(16, 3, activation="relu")
        self.p = keras.layers.MaxPool2D(2)
        self.b = keras.layers.Conv2D(32, 3, activation="relu")
        self.q = keras.layers.MaxPool2D(2)
        self.flat = keras.layers.Flatten()
        self.c = keras.layers.Dense(256, activation="relu")
        self.d = keras.layers.Dense(100, activation="softmax")

    def call(self, x):
        x = self.q(self.b(self.p(self.a(x))))
        return self.d(self.c(self.flat(x)))
def main():
    model = Pictures()
    loss_func = keras.losses.SparseCategoricalCrossentropy()
    optimizer = keras.optimizers.Adam()
    def train_step(features, labels):
        with tf.GradientTape() as tape:
            predictions = model(features)
            loss = loss_func(labels, predictions)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return loss
    (x, y), _ = keras.datasets.cifar100.load_data()
    train_step(x[:32] / 255.0, y[:32])
main()
