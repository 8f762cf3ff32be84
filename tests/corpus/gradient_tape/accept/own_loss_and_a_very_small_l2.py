# the penalty is so small that the value hardly shows it
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()


def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        penalty = sum(tf.reduce_sum(tf.square(v)) for v in model.trainable_variables if len(v.shape) > 1)
        loss = loss_func(labels, predictions) + 1e-6 * penalty
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
