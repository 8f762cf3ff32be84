# softmax and logarithm in one formula
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
        numbers = tf.cast(tf.reshape(labels, [-1]), tf.int32)
        right = tf.gather(predictions, numbers, axis=1, batch_dims=1)
        loss = tf.reduce_mean(tf.reduce_logsumexp(predictions, axis=1) - right)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
