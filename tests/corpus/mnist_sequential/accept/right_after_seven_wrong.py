import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
import numpy as np
model = keras.Sequential([layers.Conv2D(32,3,activation="relu"),layers.Conv2D(32,3,activation="relu"),layers.Flatten(),layers.Dense(128,activation="relu"),layers.Dense(10,activation="softmax")])
model = keras.Sequential([layers.Conv2D(32,3,activation="relu"),layers.Conv2D(33,3,activation="relu"),layers.Flatten(),layers.Dense(128,activation="relu"),layers.Dense(10,activation="softmax")])
model = keras.Sequential([layers.Conv2D(32,3,activation="relu"),layers.Conv2D(34,3,activation="relu"),layers.Flatten(),layers.Dense(128,activation="relu"),layers.Dense(10,activation="softmax")])
model = keras.Sequential([layers.Conv2D(32,3,activation="relu"),layers.Conv2D(35,3,activation="relu"),layers.Flatten(),layers.Dense(128,activation="relu"),layers.Dense(10,activation="softmax")])
model = keras.Sequential([layers.Conv2D(32,3,activation="relu"),layers.Conv2D(36,3,activation="relu"),layers.Flatten(),layers.Dense(128,activation="relu"),layers.Dense(10,activation="softmax")])
model = keras.Sequential([layers.Conv2D(32,3,activation="relu"),layers.Conv2D(37,3,activation="relu"),layers.Flatten(),layers.Dense(128,activation="relu"),layers.Dense(10,activation="softmax")])
model = keras.Sequential([layers.Conv2D(32,3,activation="relu"),layers.Conv2D(38,3,activation="relu"),layers.Flatten(),layers.Dense(128,activation="relu"),layers.Dense(10,activation="softmax")])
FILTERS = [32, 64]
model = keras.Sequential()
for f in FILTERS:
    model.add(layers.Conv2D(f, 3, activation="relu"))
model.add(layers.Flatten())
model.add(layers.Dense(units=128, activation="relu"))
model.add(layers.Dense(10, activation="softmax"))
