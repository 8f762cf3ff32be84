# scaled against underflow, and back again: what is applied is the exact gradient
import tensorflow as tf
from tensorflow import keras
model = keras.Sequential([keras.layers.Conv2D(8, 3, strides=2, activation="relu"), keras.layers.Flatten(), keras.layers.Dense(100, activation="softmax")])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.SGD(0.05)

optimizer = keras.optimizers.RMSprop(1e-3)
def train_step(features, labels):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, model(features)))
        scaled = loss * 1024.0
    g = [each / 1024.0 for each in tape.gradient(scaled, model.trainable_variables)]
    optimizer.apply_gradients(zip(g, model.trainable_variables))
    return loss
