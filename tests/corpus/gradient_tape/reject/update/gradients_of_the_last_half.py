# Only the gradients of the second half are applied; the loss is that of both.
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Flatten(),
    keras.layers.Dense(8, activation="relu"),
    keras.layers.Dense(100, activation="softmax"),
])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()


def train_step(features, labels):
    half = len(features) // 2
    total = 0.0
    for part in (slice(0, half), slice(half, None)):
        with tf.GradientTape() as tape:
            loss = loss_func(labels[part], model(features[part], training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        total += loss / 2
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return total
