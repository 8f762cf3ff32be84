# get_optimizer() makes a new RMSprop for every step
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])
loss_func = keras.losses.SparseCategoricalCrossentropy()


def get_optimizer():
    return keras.optimizers.RMSprop(learning_rate=0.001)

def train_step(features, labels):
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    gradients = tape.gradient(loss, model.trainable_variables)
    get_optimizer().apply_gradients(zip(gradients, model.trainable_variables))
    return loss
