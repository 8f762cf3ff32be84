# NumPy chooses, the tape differentiates
import tensorflow as tf
from tensorflow import keras
model = keras.Sequential([keras.layers.Conv2D(8, 3, strides=2, activation="relu"), keras.layers.Flatten(), keras.layers.Dense(100, activation="softmax")])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.SGD(0.05)

import numpy as np
def train_step(x, y):
    y = np.squeeze(y).astype("int32")
    with tf.GradientTape() as tape:
        p = model(x)
        loss = -tf.reduce_mean(tf.math.log(tf.boolean_mask(p, np.eye(100, dtype=bool)[y]) + 1e-12))
    g = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(g, model.trainable_variables))
    return float(loss)
