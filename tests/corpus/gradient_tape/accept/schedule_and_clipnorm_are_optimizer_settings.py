# Clipping asked of the optimizer is its own setting; clipping by hand would not be.
import numpy as np
import tensorflow as tf
from tensorflow.keras.layers import *
from tensorflow.keras.models import Sequential

mnist_like = Sequential([
    Conv2D(4, 5, strides=3, activation=tf.nn.relu),
    Flatten(),
    Dense(100),
    Softmax(),
])

lr_schedule = tf.keras.optimizers.schedules.ExponentialDecay(0.05, decay_steps=1, decay_rate=0.5, staircase=True)
sgd = tf.keras.optimizers.SGD(learning_rate=lr_schedule, clipnorm=0.5)
ce = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False)


def train_step(features, labels):
    with tf.GradientTape() as tape:
        probs = mnist_like(features)
        loss = ce(labels, probs)
    grads = tape.gradient(loss, mnist_like.trainable_variables)
    sgd.apply_gradients(zip(grads, mnist_like.trainable_variables))
    return loss
