# two models, one after the other; the variables of both are moved by one step
import tensorflow as tf
from tensorflow import keras

body = keras.Sequential([keras.layers.Conv2D(8, 3, strides=2, activation='relu'), keras.layers.Flatten()])
head = keras.Sequential([keras.layers.Dense(100, activation='softmax')])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()

def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = head(body(features))
        loss = loss_func(labels, predictions)
    variables = body.trainable_variables + head.trainable_variables
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))
    return loss
