import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
import numpy as np
model = keras.Sequential()
_ = [model.add(l) for l in [layers.Conv2D(32,3,activation="relu"),layers.Conv2D(64,3,activation="relu"),layers.Flatten(),layers.Dense(128,activation="relu"),layers.Dense(10,activation="softmax")]]
