# tf.gradients of TensorFlow 1 inside tf.function: exact, but not a GradientTape
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([keras.Input((32, 32, 3)), keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
                          keras.layers.Flatten(), keras.layers.Dense(100, activation='softmax')])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()


@tf.function
def train_step(features, labels):
    predictions = model(features)
    loss = loss_func(labels, predictions)
    gradients = tf.gradients(loss, [v.value for v in model.trainable_variables])
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
