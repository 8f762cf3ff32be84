import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
import numpy as np
from functools import reduce
inp = keras.Input(shape=(28,28,1))
out = reduce(lambda t, l: l(t), [layers.Conv2D(32,3,activation="relu"),layers.Conv2D(64,3,activation="relu"),layers.Flatten(),layers.Dense(128,activation="relu"),layers.Dense(10,activation="softmax")], inp)
model = keras.Model(inp, out)
