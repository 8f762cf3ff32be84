# what is applied never came from the tape
import tensorflow as tf
from tensorflow import keras
model = keras.Sequential([keras.layers.Conv2D(8, 3, strides=2, activation="relu"), keras.layers.Flatten(), keras.layers.Dense(100, activation="softmax")])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.SGD(0.05)

def train_step(features, labels):
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    tape.gradient(loss, model.trainable_variables)
    g = [tf.zeros_like(v) for v in model.trainable_variables]
    optimizer.apply_gradients(zip(g, model.trainable_variables))
    return loss
