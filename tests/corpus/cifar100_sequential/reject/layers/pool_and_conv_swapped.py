# wrong: both Conv2D first, both MaxPool after them
from tensorflow import keras
from tensorflow.keras.layers import Conv2D, MaxPool2D, Flatten, Dense

model = keras.Sequential([
    Conv2D(16, 3, activation='relu'),
    Conv2D(32, 3, activation='relu'),
    MaxPool2D(2),
    MaxPool2D(2),
    Flatten(),
    Dense(256, activation='relu'),
    Dense(100, activation='softmax'),
])
