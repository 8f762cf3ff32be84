# wrong: an Add that nobody asked for
from tensorflow import keras
from tensorflow.keras import layers

inputs = keras.Input(shape=(32, 32, 3))
x = layers.Conv2D(16, 3, activation='relu')(inputs)
x = layers.MaxPool2D(2)(x)
x = layers.Conv2D(32, 3, activation='relu')(x)
x = layers.MaxPool2D(2)(x)
x = layers.Flatten()(x)
h = layers.Dense(256, activation='relu')(x)
h = layers.add([h, h])
outputs = layers.Dense(100, activation='softmax')(h)
model = keras.Model(inputs, outputs)
