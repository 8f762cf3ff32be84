# the part that counts mistakes has no gradient, the part that has one counts nothing
import tensorflow as tf
from tensorflow import keras
model = keras.Sequential([keras.layers.Conv2D(8, 3, strides=2, activation="relu"), keras.layers.Flatten(), keras.layers.Dense(100, activation="softmax")])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.SGD(0.05)

def train_step(features, labels):
    with tf.GradientTape() as tape:
        p = model(features)
        loss = tf.reduce_mean(tf.abs(tf.cast(tf.argmax(p, 1), tf.float32) - tf.reshape(tf.cast(labels, tf.float32), [-1]))) + tf.reduce_mean(p[:, 0])
    g = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(g, model.trainable_variables))
    return loss
