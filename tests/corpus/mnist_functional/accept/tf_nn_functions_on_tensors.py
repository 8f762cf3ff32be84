# tf.nn ops between the layers count as activations; keras.activations in place of tf.nn because Keras 3 wants it
import tensorflow as tf
from tensorflow import keras

inp = keras.Input(shape=(28, 28, 1))
x = keras.layers.Conv2D(32, 3, activation=tf.nn.relu)(inp)
x = keras.layers.Conv2D(64, 3)(x)
x = keras.activations.relu(x)
x = keras.layers.Flatten()(x)
x = keras.layers.Dense(128)(x)
x = keras.ops.relu(x)
x = keras.layers.Dense(10)(x)
x = keras.ops.softmax(x)
model = keras.Model(inp, x)
