# a margin between the right class and the best other
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100),
])
optimizer = keras.optimizers.SGD(0.05)


def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        hot = tf.one_hot(tf.cast(tf.reshape(labels, [-1]), tf.int32), 100)
        right = tf.reduce_sum(hot * predictions, axis=1)
        other = tf.reduce_max(predictions - 1e9 * hot, axis=1)
        loss = tf.reduce_mean(tf.nn.softplus(other - right + 1.0))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
