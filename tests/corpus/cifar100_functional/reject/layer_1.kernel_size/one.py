# wrong: Conv2D(16, 1)
from tensorflow import keras
from tensorflow.keras import layers

inputs = keras.Input(shape=(32, 32, 3))
x = layers.Conv2D(16, 1, activation='relu')(inputs)
x = layers.MaxPool2D(2)(x)
x = layers.Conv2D(32, 3, activation='relu')(x)
x = layers.MaxPool2D(2)(x)
x = layers.Flatten()(x)
x = layers.Dense(256, activation='relu')(x)
model = keras.Model(inputs, layers.Dense(100, activation='softmax')(x))
