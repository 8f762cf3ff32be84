from tensorflow import keras
from tensorflow.keras import layers as L

layer_list = [
    L.Conv2D(16, 3, activation='relu'),
    L.MaxPool2D(2),
    L.Conv2D(32, 3, activation='relu'),
    L.MaxPool2D(2),
    L.Flatten(),
    L.Dense(256, activation='relu'),
    L.Dense(100, activation='softmax'),
]

inputs = keras.Input(shape=(32, 32, 3))
x = inputs
for layer in layer_list:
    x = layer(x)
model = keras.Model(inputs=inputs, outputs=x)
