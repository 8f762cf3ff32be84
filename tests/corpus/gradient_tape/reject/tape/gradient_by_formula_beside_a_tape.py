# a tape is asked, and what is applied was worked out by hand
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(100, activation='softmax')])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.SGD(0.05)


def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        loss = loss_func(labels, predictions)
    tape.gradient(loss, model.trainable_variables)
    x = tf.reshape(features, [len(features), -1])
    y = tf.one_hot(tf.cast(tf.reshape(labels, [-1]), tf.int32), 100)
    d = (predictions - y) / len(features)
    optimizer.apply_gradients(zip([tf.matmul(x, d, transpose_a=True), tf.reduce_sum(d, axis=0)], model.trainable_variables))
    return loss
