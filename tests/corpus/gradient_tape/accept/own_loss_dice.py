# overlap in place of likelihood
import tensorflow as tf
from tensorflow import keras
model = keras.Sequential([keras.layers.Conv2D(8, 3, strides=2, activation="relu"), keras.layers.Flatten(), keras.layers.Dense(100, activation="softmax")])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.SGD(0.05)

def dice(y, p):
    hot = tf.one_hot(tf.cast(tf.reshape(y, [-1]), tf.int32), 100)
    inter = tf.reduce_sum(hot * p, axis=1)
    return tf.reduce_mean(1.0 - (2.0 * inter + 1.0) / (tf.reduce_sum(hot, 1) + tf.reduce_sum(p, 1) + 1.0))
@tf.function
def train_step(features, labels):
    with tf.GradientTape() as tape:
        loss = dice(labels, model(features, training=True))
    g = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(g, model.trainable_variables))
    return loss
