# tf.stop_gradient cuts the convolution off
import tensorflow as tf
from tensorflow import keras

body = keras.Sequential([keras.layers.Conv2D(8, 3, strides=2, activation='relu'), keras.layers.Flatten()])
head = keras.layers.Dense(100, activation='softmax')
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()


def train_step(features, labels):
    with tf.GradientTape() as tape:
        hidden = tf.stop_gradient(body(features))
        predictions = head(hidden)
        loss = loss_func(labels, predictions)
    gradients = tape.gradient(loss, head.trainable_variables)
    optimizer.apply_gradients(zip(gradients, head.trainable_variables))
    return loss
