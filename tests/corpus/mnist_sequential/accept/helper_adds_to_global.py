import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
import numpy as np
model = keras.Sequential()
def conv(f):
    model.add(layers.Conv2D(f, 3, activation="relu"))
conv(32)
conv(64)
model.add(layers.Flatten())
model.add(layers.Dense(128, activation="relu"))
model.add(layers.Dense(10, activation="softmax"))
