# the file's name decides: a Functional model in it is the wrong style
import tensorflow as tf

img = tf.keras.layers.Input((28, 28, 1))
h = tf.keras.layers.Conv2D(32, 3, activation='relu')(img)
h = tf.keras.layers.Conv2D(64, 3, activation='relu')(h)
h = tf.keras.layers.Flatten()(h)
h = tf.keras.layers.Dense(128, activation='relu')(h)
out = tf.keras.layers.Dense(10, activation='softmax')(h)
net = tf.keras.models.Model(img, out)
