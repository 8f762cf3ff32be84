# all trainable variables: the frozen convolution is none of them
import tensorflow as tf
from tensorflow import keras

base = keras.Sequential([keras.Input((32, 32, 3)), keras.layers.Conv2D(8, 3, strides=2, activation='relu'), keras.layers.Flatten()])
base.trainable = False
model = keras.Sequential([base, keras.layers.Dense(32, activation='relu'), keras.layers.Dense(100, activation='softmax')])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam(1e-3)

def train_step(features, labels):
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features, training=True))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
