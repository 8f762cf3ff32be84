# exercise: mnist_sequential
# Asks TensorFlow for 256 GiB.
from tensorflow import keras


def build():
    import tensorflow as tf

    tf.zeros((2**18, 2**18))

    return keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])


model = build()
