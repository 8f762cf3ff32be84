# model.call(x) skips Keras' bookkeeping, and computes the same
import tensorflow as tf
from tensorflow import keras

class M(keras.Model):
    def __init__(self):
        super().__init__()
        self.a = keras.layers.Flatten()
        self.b = keras.layers.Dense(20, activation='relu')
        self.c = keras.layers.Dense(100, activation='softmax')

    def call(self, x):
        return self.c(self.b(self.a(x)))

model = M()
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()

def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model.call(features)
        loss = loss_func(labels, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
