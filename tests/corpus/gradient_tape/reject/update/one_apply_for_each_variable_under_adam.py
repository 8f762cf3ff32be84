# one apply_gradients per variable: Adam counts every one of them as a step
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.Input(shape=(32, 32, 3)),
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()
optimizer.build(model.trainable_variables)


def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        loss = loss_func(labels, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    for g, v in zip(gradients, model.trainable_variables):
        optimizer.apply_gradients([(g, v)])
    return loss
