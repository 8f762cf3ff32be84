from tensorflow import keras
from tensorflow.keras.layers import *

model = keras.Sequential([
    Conv2D(16, 3, activation='relu'),
    AveragePooling2D(2),
    Conv2D(32, 3, activation='relu'),
    MaxPooling2D(2),
    Flatten(),
    Dense(256, activation='relu'),
    Dense(100, activation='softmax'),
])
