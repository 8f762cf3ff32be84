# model.train_step is Keras' step, with Keras' tape
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([keras.Input((32, 32, 3)), keras.layers.Flatten(), keras.layers.Dense(100, activation='softmax')])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.SGD(0.01)


model.compile(optimizer=optimizer, loss=loss_func)

def train_step(features, labels):
    loss = loss_func(labels, model(features))
    model.train_step((tf.constant(features), tf.constant(labels)))
    return loss
