# the step takes whole-number labels and makes the one-hot vectors itself
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])
cce = keras.losses.CategoricalCrossentropy()
optimizer = keras.optimizers.Adam()


def train_step(features, labels):
    labels = tf.one_hot(tf.cast(tf.reshape(labels, [-1]), tf.int32), depth=100)
    with tf.GradientTape() as tape:
        predictions = model(features)
        loss = cce(labels, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
