# neither a model nor an optimizer
import tensorflow as tf


def train_step(features, labels):
    v = tf.Variable(1.0)
    with tf.GradientTape() as tape:
        y = v * 2.0
    tape.gradient(y, v)
    return tf.constant(0.0)
