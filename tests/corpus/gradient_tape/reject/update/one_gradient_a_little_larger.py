# two percent more for the last bias
import tensorflow as tf
from tensorflow import keras
model = keras.Sequential([keras.layers.Conv2D(8, 3, strides=2, activation="relu"), keras.layers.Flatten(), keras.layers.Dense(100, activation="softmax")])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.SGD(0.05)

def train_step(features, labels):
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    g = tape.gradient(loss, model.trainable_variables)
    g[-1] = g[-1] * 1.02
    optimizer.apply_gradients(zip(g, model.trainable_variables))
    return loss
