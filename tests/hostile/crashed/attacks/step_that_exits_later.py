# exercise: gradient_tape
# Ends the process in the middle of the challenge.
import os

import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()
calls = []


def train_step(features, labels):
    calls.append(1)
    if len(calls) > 2:
        os._exit(0)
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
