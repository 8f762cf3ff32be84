import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
import numpy as np
model = keras.Sequential()
def conv(model, f):
    model.add(layers.Conv2D(f, 3, activation="relu"))
conv(model=model, f=32)
conv(f=64, model=model)
model.add(layers.Flatten())
model.add(layers.Dense(128, activation="relu"))
model.add(layers.Dense(10, activation="softmax"))
