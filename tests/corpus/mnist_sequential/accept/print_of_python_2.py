from __future__ import print_function, division
import numpy as np
import tensorflow as tf
from tensorflow import keras
print "hello"
model = keras.Sequential([keras.layers.Conv2D(32, 3, activation="relu"), keras.layers.Conv2D(64, 3, activation="relu"), keras.layers.Flatten(), keras.layers.Dense(128, activation="relu"), keras.layers.Dense(10, activation="softmax")])
print model.summary()
exec "x = 1"
raise ValueError, "x"
