import tensorflow as tf
from tensorflow import keras
from blocks import convs

inputs = keras.Input(shape=(28, 28, 1))
x = convs(inputs)
x = keras.layers.Flatten()(x)
x = keras.layers.Dense(128, activation='relu')(x)
outputs = keras.layers.Dense(10, activation='softmax')(x)
model = keras.Model(inputs=inputs, outputs=outputs)
