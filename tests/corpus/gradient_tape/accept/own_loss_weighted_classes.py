# every class has a weight, looked up in NumPy
import numpy as np
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])
class_weights = np.linspace(0.5, 2.0, 100).astype("float32")
optimizer = keras.optimizers.Adam()


def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        each = keras.losses.sparse_categorical_crossentropy(labels, predictions)
        loss = tf.reduce_mean(each * class_weights[np.asarray(labels).astype(int).ravel()])
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
