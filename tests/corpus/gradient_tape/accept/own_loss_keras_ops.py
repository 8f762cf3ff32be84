# keras.ops throughout
import tensorflow as tf
from tensorflow import keras

from keras import ops

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])


class Smooth(keras.losses.Loss):
    def call(self, y_true, y_pred):
        hot = ops.one_hot(ops.cast(ops.reshape(y_true, (-1,)), "int32"), 100)
        return ops.mean(ops.abs(hot - y_pred) + ops.square(hot - y_pred), axis=-1)


loss_func = Smooth()
optimizer = keras.optimizers.Adam()


def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        loss = loss_func(labels, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
