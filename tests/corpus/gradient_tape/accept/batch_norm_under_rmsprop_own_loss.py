# normalised twice, and a loss of one's own
import tensorflow as tf
from tensorflow import keras

L = keras.layers
model = keras.Sequential([L.Conv2D(8, 3, strides=2), L.BatchNormalization(), L.ReLU(), L.Conv2D(8, 3), L.BatchNormalization(),
                          L.ReLU(), L.GlobalAveragePooling2D(), L.Dense(100, activation='softmax')])

def cross_entropy(labels, p):
    hot = tf.one_hot(tf.cast(tf.reshape(labels, (-1,)), tf.int32), 100)
    return -tf.reduce_mean(tf.reduce_sum(hot * tf.math.log(p + 1e-7), axis=1))

optimizer = keras.optimizers.RMSprop()


@tf.function
def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features, training=True)
        loss = cross_entropy(labels, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
