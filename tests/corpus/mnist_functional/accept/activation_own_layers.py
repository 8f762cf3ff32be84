from tensorflow import keras
from tensorflow.keras import layers

inp = keras.Input(shape=(28, 28, 1))
x = layers.Conv2D(32, 3)(inp)
x = layers.ReLU()(x)
x = layers.Conv2D(64, 3)(x)
x = layers.Activation('relu')(x)
x = layers.Flatten()(x)
x = layers.Dense(128)(x)
x = layers.Activation(keras.activations.relu)(x)
x = layers.Dense(10)(x)
x = layers.Softmax()(x)
model = keras.Model(inp, x)
