import tensorflow as tf
from tensorflow import keras
import numpy as np
import pandas as pd

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0
x_train = x_train[..., np.newaxis]
x_test = x_test[..., np.newaxis]
counts = pd.Series(y_train).value_counts()
assert len(counts) == pd.Series(y_train).nunique()

model = keras.Sequential([
    keras.layers.Conv2D(32, 3, activation='relu'),
    keras.layers.Conv2D(64, 3, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(128, activation='relu'),
    keras.layers.Dense(len(counts), activation='softmax'),
])
