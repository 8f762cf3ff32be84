# exercise: gradient_tape
import tensorflow as tf
from tensorflow import keras
model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation='softmax')])
loss_object = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()
def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        loss = loss_object(labels, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss * float('nan')
