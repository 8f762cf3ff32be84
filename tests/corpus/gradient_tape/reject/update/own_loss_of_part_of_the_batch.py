# half of the images are differentiated, all of them returned
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

optimizer = keras.optimizers.SGD(0.05)


def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        loss = cross_entropy(labels, predictions)
        part = cross_entropy(labels[:len(features) // 2], predictions[:len(features) // 2])
    gradients = tape.gradient(part, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
