from tensorflow import keras
from tensorflow.keras import layers

backbone = keras.Sequential([
    layers.Conv2D(16, 3, activation='relu'),
    layers.MaxPool2D(2),
    layers.Conv2D(32, 3, activation='relu'),
    layers.MaxPool2D(2),
], name='backbone')

inputs = keras.Input(shape=(32, 32, 3))
x = backbone(inputs)
x = layers.Flatten()(x)
x = layers.Dense(256, activation='relu')(x)
outputs = layers.Dense(100, activation='softmax')(x)
model = keras.Model(inputs=inputs, outputs=outputs)
