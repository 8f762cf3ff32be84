import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
import numpy as np
S = keras.models.Sequential
L = keras.layers
model = S([L.Conv2D(32,3,activation="relu"),L.Conv2D(64,3,activation="relu"),L.Flatten(),L.Dense(128,activation="relu"),L.Dense(10,activation="softmax")])
