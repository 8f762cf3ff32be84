# Every image is white: nothing can be learnt of them.
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Flatten(),
    keras.layers.Dense(8, activation="relu"),
    keras.layers.Dense(100, activation="softmax"),
])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()


def train_step(features, labels):
    x = tf.ones_like(features)
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(x, training=True))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
