# exercise: gradient_tape
# Hangs in the middle of the challenge.
import time

import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()
calls = []


def train_step(features, labels):
    calls.append(1)
    if len(calls) > 2:
        time.sleep(86_400)
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
