# a factor of the loss is kept from the gradient
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])
optimizer = keras.optimizers.SGD(0.05)


def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        hot = tf.one_hot(tf.cast(tf.reshape(labels, [-1]), tf.int32), 100)
        sure = tf.stop_gradient(tf.reduce_sum(hot * predictions, axis=1))
        loss = -tf.reduce_mean(tf.math.log(tf.reduce_sum(hot * predictions, axis=1) + 1e-7) / (0.01 + sure))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
