# model.variables holds nothing but trainable variables here
from tensorflow import GradientTape
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([keras.layers.Conv2D(4, 3, strides=2, activation='relu'), keras.layers.Flatten(), keras.layers.Dense(100, activation='softmax')])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adamax(0.002)

def train_step(features, labels):
    with GradientTape() as tape:
        predictions = model(features)
        loss = loss_func(labels, predictions)
    params = [v for v in model.variables]
    optimizer.apply_gradients(list(zip(tape.gradient(loss, params), params)))
    return loss
