# the returned cross entropy is not what the weights follow: that is a mean squared error
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
    onehot = tf.one_hot(tf.cast(tf.reshape(labels, [-1]), tf.int32), 100)
    with tf.GradientTape() as tape:
        predictions = model(features)
        loss = loss_func(labels, predictions)
        mse = tf.reduce_mean(tf.square(onehot - predictions))
    gradients = tape.gradient(mse, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
