# the step of someone who stayed with MNIST: train_step is graded with the answer's own model
import numpy as np
import tensorflow as tf
from tensorflow import keras

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0
x_train = x_train[..., np.newaxis]

inputs = keras.Input(shape=(28, 28, 1))
h = keras.layers.Conv2D(8, 3, activation='relu')(inputs)
h = keras.layers.Flatten()(h)
outputs = keras.layers.Dense(10, activation='softmax')(h)
model = keras.Model(inputs=inputs, outputs=outputs)

loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()

def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        loss = loss_func(labels, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
