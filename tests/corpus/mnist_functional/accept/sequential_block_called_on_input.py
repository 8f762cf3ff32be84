# from keras.Input by keras.Model: a block of layers inside is still functional
import tensorflow as tf
from tensorflow import keras

feature_extractor = keras.Sequential([
    keras.layers.Conv2D(32, 3, activation='relu'),
    keras.layers.Conv2D(64, 3, activation='relu'),
])

inputs = keras.Input(shape=(28, 28, 1))
x = feature_extractor(inputs)
x = keras.layers.Flatten()(x)
x = keras.layers.Dense(128, activation='relu')(x)
predictions = keras.layers.Dense(10, activation='softmax')(x)
model = keras.Model(inputs=inputs, outputs=predictions)
