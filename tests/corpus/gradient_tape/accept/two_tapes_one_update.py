# as in the GAN tutorial: one tape for each part, but one update of everything
import tensorflow as tf
from tensorflow.keras import layers, Sequential, losses, optimizers

encoder = Sequential([layers.Conv2D(8, 3, 2, activation='relu'), layers.Flatten()])
model = Sequential([encoder, layers.Dense(100, activation='softmax')])
bce = losses.SparseCategoricalCrossentropy()
optimizer = optimizers.Adam(2e-4, beta_1=0.5)

@tf.function
def train_step(images, labels):
    with tf.GradientTape() as enc_tape, tf.GradientTape() as head_tape:
        loss = bce(labels, model(images, training=True))
    head = model.layers[-1].trainable_variables
    enc_grad = enc_tape.gradient(loss, encoder.trainable_variables)
    head_grad = head_tape.gradient(loss, head)
    optimizer.apply_gradients(list(zip(enc_grad, encoder.trainable_variables)) + list(zip(head_grad, head)))
    return loss
