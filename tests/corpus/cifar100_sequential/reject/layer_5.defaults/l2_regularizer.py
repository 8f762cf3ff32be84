from tensorflow import keras
from tensorflow.keras import layers, regularizers

model = keras.Sequential([
    layers.Conv2D(16, 3, activation='relu'),
    layers.MaxPool2D(2),
    layers.Conv2D(32, 3, activation='relu'),
    layers.MaxPool2D(2),
    layers.Flatten(),
    layers.Dense(256, activation='relu', kernel_regularizer=regularizers.l2(0.001)),
    layers.Dense(100, activation='softmax'),
])
