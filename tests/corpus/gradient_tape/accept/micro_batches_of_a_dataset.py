# Micro-batches from tf.data, as where a GPU is too small: nothing shows which rows they are but their values.
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Flatten(),
    keras.layers.Dense(8, activation="relu"),
    keras.layers.Dense(100, activation="softmax"),
])
per_image = keras.losses.SparseCategoricalCrossentropy(reduction="none")
optimizer = keras.optimizers.SGD(0.05)


def train_step(features, labels):
    count = tf.cast(len(features), tf.float32)
    summed = None
    total = 0.0
    for x, y in tf.data.Dataset.from_tensor_slices((features, labels)).batch(16):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(per_image(y, model(x, training=True))) / count
        gradients = tape.gradient(loss, model.trainable_variables)
        summed = gradients if summed is None else [tf.add(a, b) for a, b in zip(summed, gradients)]
        total += loss
    optimizer.apply_gradients(zip(summed, model.trainable_variables))
    return total
