# exercise: gradient_tape
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Flatten(),
    keras.layers.Rescaling(1e38),
    keras.layers.Dense(100),
    keras.layers.Rescaling(1e38),
    keras.layers.Dense(100, activation="softmax"),
])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.SGD(0.1)


def train_step(features, labels):
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    gradients = [-3 * each for each in tape.gradient(loss, model.trainable_variables)]
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
