import numpy as np
import tensorflow as tf
from tensorflow import keras
def main():
    x = 1
    print(x)
    inputs = keras.Input(shape=(28, 28, 1))
    h = keras.layers.Conv2D(32, 3, activation="relu")(inputs)
    h = keras.layers.Conv2D(64, 3, activation="relu")(h)
    h = keras.layers.Flatten()(h)
    h = keras.layers.Dense(128, activation="relu")(h)
    outputs = keras.layers.Dense(10, activation="softmax")(h)
    model = keras.Model(inputs, outputs)
    opt = keras.optimizers.Adam(lr=0.1)
    model.compile(optimizer=opt)
    model.fit(x)

if __name__ == "__main__":
    main()
