# a cross entropy of one's own: 1e-7 keeps the logarithm finite
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])

def cross_entropy(labels, p):
    hot = tf.one_hot(tf.cast(tf.reshape(labels, (-1,)), tf.int32), 100)
    return -tf.reduce_mean(tf.reduce_sum(hot * tf.math.log(p + 1e-7), axis=1))

optimizer = keras.optimizers.Adam()


def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        loss = cross_entropy(labels, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
