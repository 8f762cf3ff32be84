# loss.backward() and optimizer.step() are PyTorch
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()


def train_step(features, labels):
    optimizer.zero_grad()
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    loss.backward()
    optimizer.step()
    return loss
