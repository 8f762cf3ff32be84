# the name train_step is bound, by a function that makes the step
import tensorflow as tf
from tensorflow import keras

def make_train_step(model, optimizer, loss_fn):
    @tf.function
    def step(features, labels):
        with tf.GradientTape() as tape:
            loss = loss_fn(labels, model(features, training=True))
        grads = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables))
        return loss
    return step

model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(100, activation='softmax')])
train_step = make_train_step(model, keras.optimizers.Adam(), keras.losses.SparseCategoricalCrossentropy())
