# softmax minus one-hot: the right gradient, and no tape
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(100, activation='softmax')])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.SGD(0.05)


def train_step(features, labels):
    x = tf.reshape(tf.cast(features, tf.float32), [len(features), -1])
    y = tf.one_hot(tf.cast(tf.reshape(labels, [-1]), tf.int32), 100)
    predictions = model(features)
    loss = loss_func(labels, predictions)
    d = (predictions - y) / tf.cast(tf.shape(x)[0], tf.float32)
    gradients = [tf.matmul(x, d, transpose_a=True), tf.reduce_sum(d, axis=0)]
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
