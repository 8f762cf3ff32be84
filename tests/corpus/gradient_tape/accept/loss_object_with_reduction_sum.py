# The answer's own loss is a sum over the batch; gradient and returned value are both of that loss.
import tensorflow as tf
import keras

model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(100, activation="softmax")])
loss_func = keras.losses.SparseCategoricalCrossentropy(reduction="sum")
optimizer = keras.optimizers.SGD(1e-3)


def train_step(features, labels):
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    return loss
