# What the model gets is no layer's of the features: by mean and spread of each channel.
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Flatten(),
    keras.layers.Dense(8, activation="relu"),
    keras.layers.Dropout(0.2),
    keras.layers.Dense(100, activation="softmax"),
])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()
mean, spread = tf.constant([0.507, 0.487, 0.441]), tf.constant([0.267, 0.256, 0.276])


def train_step(features, labels):
    x = (tf.cast(features, tf.float32) - mean) / spread
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(x, training=True))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
