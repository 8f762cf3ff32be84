import tensorflow as tf
from tensorflow import keras
inputs = keras.Input(shape=(28, 28, 1))
x = keras.layers.Conv2D(32, 3, activation='relu')(inputs)
x = keras.layers.Conv2D(64, 3, activation='relu')(x)
x = keras.layers.Flatten()(x)
x = keras.layers.Dense(128, activation='relu')(x)
logits = keras.layers.Dense(10)(x)
model = keras.Model(inputs=inputs, outputs=logits)
model.compile('adam', keras.losses.SparseCategoricalCrossentropy(from_logits=True))
