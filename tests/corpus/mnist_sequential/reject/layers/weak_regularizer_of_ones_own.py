# a regularizer of one's own cannot be compared, and this one is too weak to show in what the network does
import tensorflow as tf
from tensorflow import keras


class Small(keras.regularizers.Regularizer):
    def __call__(self, weights):
        return 1e-5 * tf.reduce_sum(tf.square(weights))

    def get_config(self):
        return {}


model = keras.Sequential([
    keras.layers.Conv2D(32, 3, activation="relu"),
    keras.layers.Conv2D(64, 3, activation="relu"),
    keras.layers.Flatten(),
    keras.layers.Dense(128, activation="relu", kernel_regularizer=Small()),
    keras.layers.Dense(10, activation="softmax"),
])
