import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
import numpy as np
inp = keras.Input((28,28,1), name="img")
x = inp
for l in [layers.Conv2D(32,3,activation="relu"),layers.Conv2D(64,3,activation="relu"),layers.Flatten(),layers.Dense(128,activation="relu"),layers.Dense(10,activation="softmax")]:
    x = l(x)
model = keras.Model(inputs={"img": inp}, outputs={"p": x})
