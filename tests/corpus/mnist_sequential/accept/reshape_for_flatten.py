# Reshape flattens exactly: accepted with advice
import tensorflow as tf
from tensorflow.keras import layers, models

m = models.Sequential()
m.add(layers.Conv2D(32, 3, activation='relu', input_shape=(28, 28, 1)))
m.add(layers.Conv2D(64, 3, activation='relu'))
m.add(layers.Reshape((24 * 24 * 64,)))
m.add(layers.Dense(128, activation='relu'))
m.add(layers.Dense(10, activation='softmax'))
