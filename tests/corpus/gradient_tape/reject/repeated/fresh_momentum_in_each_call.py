# SGD with momentum made in the step forgets its momentum
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])
loss_func = keras.losses.SparseCategoricalCrossentropy()


def train_step(features, labels):
    opt = keras.optimizers.SGD(learning_rate=0.05, momentum=0.9)
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    grads = tape.gradient(loss, model.trainable_variables)
    opt.apply_gradients(zip(grads, model.trainable_variables))
    return loss
