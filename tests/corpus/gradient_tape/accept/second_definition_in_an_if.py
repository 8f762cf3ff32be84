# another answer, also where it replaces the first: the best counts
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.SGD(0.1)


def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        loss = loss_func(labels, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss


SCALED = True
if SCALED:
    def train_step(features, labels):
        with tf.GradientTape() as tape:
            predictions = model(features)
            loss = loss_func(labels, predictions)
        gradients = tape.gradient(loss, model.trainable_variables)
        gradients = [2 * g for g in gradients]
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return loss
