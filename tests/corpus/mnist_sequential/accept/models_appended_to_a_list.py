import numpy as np
import tensorflow as tf
from tensorflow import keras
models = []
models.append(keras.Sequential([keras.layers.Conv2D(32, 3, activation="relu"), keras.layers.Conv2D(64, 3, activation="relu"), keras.layers.Flatten(), keras.layers.Dense(128, activation="relu"), keras.layers.Dense(10, activation="softmax")]))
models.append(keras.Sequential([keras.layers.Conv2D(16, 3, activation="relu"), keras.layers.MaxPool2D(2), keras.layers.Conv2D(32, 3, activation="relu"), keras.layers.MaxPool2D(2), keras.layers.Flatten(), keras.layers.Dense(256, activation="relu"), keras.layers.Dense(100, activation="softmax")]))
