# the names x, inputs and model were something else before
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

(x, y), _ = keras.datasets.mnist.load_data()
x = x[..., np.newaxis] / 255.0
inputs = x[:10]
model = 'functional'

inputs = keras.Input(shape=x.shape[1:], name=model)
x = layers.Conv2D(32, 3, activation='relu')(inputs)
x = layers.Conv2D(64, 3, activation='relu')(x)
x = layers.Flatten()(x)
x = layers.Dense(128, activation='relu')(x)
x = layers.Dense(10, activation='softmax')(x)
model = keras.Model(inputs, x)
model.compile('adam', 'sparse_categorical_crossentropy')
