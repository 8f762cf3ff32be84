# (a - b)^2 is (b - a)^2: the value and the gradient are those of the loss
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(100, activation='softmax')])
mse = keras.losses.MeanSquaredError()
optimizer = keras.optimizers.SGD(1.0)

def train_step(features, one_hot_labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        tf.debugging.assert_equal(tf.shape(predictions), tf.shape(one_hot_labels))
        loss = mse(predictions, one_hot_labels)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
