# the optimizer is one, its state is set to zero before every step
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
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.build(model.trainable_variables)
    for state in optimizer.variables:
        if state.path.endswith('learning_rate'):
            continue
        state.assign(tf.zeros_like(state))
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
