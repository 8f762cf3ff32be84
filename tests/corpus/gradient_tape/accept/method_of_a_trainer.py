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
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()
class Trainer:
    def __init__(self, model, optimizer, loss_func):
        self.model = model
        self.optimizer = optimizer
        self.loss_func = loss_func

    @tf.function
    def train_step(self, features, labels):
        with tf.GradientTape() as tape:
            predictions = self.model(features, training=True)
            loss = self.loss_func(labels, predictions)
        gradients = tape.gradient(loss, self.model.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.model.trainable_variables))
        return loss

trainer = Trainer(Pictures(), optimizer, loss_func)
(x_train, y_train), _ = keras.datasets.cifar100.load_data()
for epoch in range(2):
    for i in range(len(x_train) // 32):
        trainer.train_step(x_train[i*32:(i+1)*32] / 255.0, y_train[i*32:(i+1)*32])
