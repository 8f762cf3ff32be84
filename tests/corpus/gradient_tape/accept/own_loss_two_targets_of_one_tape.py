# tape.gradient of a list is the gradient of its sum
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.SGD(0.05)


def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        loss = loss_func(labels, predictions)
        penalty = 0.01 * tf.nn.l2_loss(model.trainable_variables[0])
    gradients = tape.gradient([loss, penalty], model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss + penalty
