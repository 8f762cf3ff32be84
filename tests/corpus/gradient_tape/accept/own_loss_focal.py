# focal loss, written from its paper
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])


def focal(labels, p, gamma=2.0, alpha=0.25):
    hot = tf.one_hot(tf.cast(tf.reshape(labels, [-1]), tf.int32), depth=100)
    p = tf.clip_by_value(p, 1e-7, 1.0 - 1e-7)
    each = -alpha * hot * tf.pow(1.0 - p, gamma) * tf.math.log(p)
    return tf.reduce_mean(tf.reduce_sum(each, axis=-1))

optimizer = keras.optimizers.Adam()


@tf.function
def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        loss = focal(labels, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
