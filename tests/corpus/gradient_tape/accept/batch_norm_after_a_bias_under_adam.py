# the bias before BatchNormalization has no gradient but rounding, of which Adam makes steps
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3), keras.layers.BatchNormalization(), keras.layers.ReLU(),
    keras.layers.Flatten(), keras.layers.Dense(100, activation='softmax'),
])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()


@tf.function
def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features, training=True)
        loss = loss_func(labels, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
