# exercise: blocks
from tensorflow import keras
from tensorflow.keras import layers

model = keras.Sequential([
    layers.Conv2D(8, 3, padding="same", activation="relu"),
    layers.MaxPooling2D(),
    layers.Flatten(),
    layers.Dense(32),
    layers.Dense(48, activation="relu"),
    layers.Dense(4, activation="softmax"),
])
