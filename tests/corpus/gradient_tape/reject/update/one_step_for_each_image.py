# an optimizer step for every image of the batch; the mean of their losses is taken before
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.SGD(0.01)


def train_step(features, labels):
    batch_loss = loss_func(labels, model(features))
    for i in range(len(features)):
        with tf.GradientTape() as tape:
            loss = loss_func(labels[i:i+1], model(features[i:i+1]))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return batch_loss
