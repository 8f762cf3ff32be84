# exercise: blocks
from tensorflow import keras
from tensorflow.keras import layers

filters = 16
model = keras.Sequential([keras.Input((16, 16, 3))])
for _ in range(3):
    model.add(layers.Conv2D(filters, 3, padding="same", activation="relu"))
    model.add(layers.MaxPool2D())
    filters *= 2
model.add(layers.Flatten())
model.add(layers.Dense(16))
model.add(layers.Dense(32, activation="gelu"))
model.add(layers.Dense(32))
model.add(layers.Dense(4, activation="softmax"))
