# two losses of Keras, weighted
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])
cce = keras.losses.CategoricalCrossentropy()
mse = keras.losses.MeanSquaredError()
optimizer = keras.optimizers.Adam()


def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        hot = tf.one_hot(tf.cast(tf.reshape(labels, [-1]), tf.int32), 100)
        loss = cce(hot, predictions) + 10.0 * mse(hot, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
