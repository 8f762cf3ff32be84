# exercise: bnfalse
from tensorflow import keras
from tensorflow.keras import layers

inputs = x = keras.Input(shape=(8,))
for layer in [layers.Dense(4), layers.BatchNormalization(), layers.Dropout(0.5, seed=1), layers.Dense(1)]:
    x = layer(x)
model = keras.Model(inputs, x)
