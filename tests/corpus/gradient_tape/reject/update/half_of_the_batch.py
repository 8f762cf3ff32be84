# the gradient is taken on half of the batch, the loss of all of it is returned
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.SGD(0.01)


def train_step(features, labels):
    loss = loss_func(labels, model(features))
    half = len(features) // 2
    with tf.GradientTape() as tape:
        part = loss_func(labels[:half], model(features[:half]))
    gradients = tape.gradient(part, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
