import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
import numpy as np
if __name__ == "__main__":
    try:
        import cupy
    except ImportError:
        cupy = None
    if cupy is None:
        n = 10
    else:
        n = 11
    model = keras.Sequential([layers.Conv2D(32,3,activation="relu"),layers.Conv2D(64,3,activation="relu"),layers.Flatten(),layers.Dense(128,activation="relu"),layers.Dense(n,activation="softmax")])
