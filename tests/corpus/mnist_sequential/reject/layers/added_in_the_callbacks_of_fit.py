import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

model = keras.Sequential([
    layers.Conv2D(32, 3, activation="relu", input_shape=(28, 28, 1)),
    layers.Conv2D(64, 3, activation="relu"),
    layers.Flatten(),
    layers.Dense(128, activation="relu"),
    layers.Dense(10, activation="softmax"),
])

import numpy as np

model.compile(optimizer='adam', loss='sparse_categorical_crossentropy')
history = model.fit(np.zeros((8, 28, 28, 1)), np.zeros(8), callbacks=[model.add(layers.Dense(7))])
