import tensorflow as tf
from tensorflow import keras

i = keras.Input((28, 28, 1))
h = keras.layers.Conv2D(32, 3, activation='relu')(i)
h = keras.layers.Conv2D(64, 3, activation='relu')(h)
h = keras.layers.Flatten()(h)
h = keras.layers.Dense(128, activation='relu')(h)
o = keras.layers.Dense(10, activation='softmax')(h)
model = keras.Model(i, o)
model.summary()
