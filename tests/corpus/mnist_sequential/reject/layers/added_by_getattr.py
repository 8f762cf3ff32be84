import numpy as np
import tensorflow as tf
from tensorflow import keras
# exercise: mnist_sequential
model = keras.Sequential([keras.layers.Conv2D(32, 3, activation="relu"), keras.layers.Conv2D(64, 3, activation="relu"), keras.layers.Flatten(), keras.layers.Dense(128, activation="relu"), keras.layers.Dense(10, activation="softmax")])
getattr(model, "add")(keras.layers.Dense(7))
