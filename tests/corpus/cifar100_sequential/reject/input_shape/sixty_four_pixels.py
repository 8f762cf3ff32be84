from tensorflow.keras import Sequential, Input
from tensorflow.keras.layers import Conv2D, MaxPool2D, Flatten, Dense

IMG_SIZE = 64
model = Sequential([
    Input(shape=(IMG_SIZE, IMG_SIZE, 3)),
    Conv2D(16, 3, activation='relu'),
    MaxPool2D(2),
    Conv2D(32, 3, activation='relu'),
    MaxPool2D(2),
    Flatten(),
    Dense(256, activation='relu'),
    Dense(100, activation='softmax'),
])
