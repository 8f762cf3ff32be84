import tensorflow as tf
from my_model import CifarNet

model = CifarNet()
loss_func = tf.keras.losses.SparseCategoricalCrossentropy()
optimizer = tf.keras.optimizers.Adam()


def train_step(features, labels):
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
