import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
import numpy as np
M = tf.keras.Model
inp = tf.keras.Input(shape=(28,28,1))
x = inp
for l in [layers.Conv2D(32,3,activation="relu"),layers.Conv2D(64,3,activation="relu"),layers.Flatten(),layers.Dense(128,activation="relu"),layers.Dense(10,activation="softmax")]:
    x = l(x)
model = M(inp, x)
