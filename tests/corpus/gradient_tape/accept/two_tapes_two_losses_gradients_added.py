# each loss has a tape of its own; what is applied is the gradient of their sum
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
    with tf.GradientTape() as tape, tf.GradientTape() as decay:
        loss = loss_func(labels, model(features))
        penalty = 1e-3 * tf.add_n([tf.nn.l2_loss(v) for v in model.trainable_variables])
    gradients = [a + b for a, b in zip(tape.gradient(loss, model.trainable_variables),
                                       decay.gradient(penalty, model.trainable_variables))]
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss + penalty
