# right: Identity-like layers change nothing, and `aux` is not part of the model
from tensorflow import keras
from tensorflow.keras import layers

inputs = keras.Input(shape=(32, 32, 3))
x = layers.Activation('linear')(inputs)
x = layers.Conv2D(16, 3, activation='relu')(x)
x = layers.MaxPool2D(2)(x)
aux = layers.Dense(10, activation='softmax')(layers.Flatten()(x))
x = layers.Dropout(0)(x)
x = layers.Conv2D(32, 3, activation='relu')(x)
x = layers.MaxPool2D(2)(x)
x = layers.Flatten()(x)
x = layers.Dense(256, activation='relu')(x)
outputs = layers.Dense(100, activation='softmax')(x)
model = keras.Model(inputs=inputs, outputs=outputs)
