# The mean of the gradients of all images is the gradient of their mean.
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Flatten(),
    keras.layers.Dense(8, activation="relu"),
    keras.layers.Dense(100, activation="softmax"),
])
per_image = keras.losses.SparseCategoricalCrossentropy(reduction="none")
optimizer = keras.optimizers.Adam()


def train_step(features, labels):
    with tf.GradientTape() as tape:
        losses = per_image(labels, model(features, training=True))
    jacobians = tape.jacobian(losses, model.trainable_variables)
    gradients = [tf.reduce_mean(each, axis=0) for each in jacobians]
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return tf.reduce_mean(losses)
