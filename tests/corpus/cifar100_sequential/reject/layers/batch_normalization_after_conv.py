from tensorflow import keras
L = keras.layers

model = keras.Sequential([
    L.Conv2D(16, 3, activation='relu'),
    L.BatchNormalization(),
    L.MaxPool2D(2),
    L.Conv2D(32, 3, activation='relu'),
    L.BatchNormalization(),
    L.MaxPool2D(2),
    L.Flatten(),
    L.Dense(256, activation='relu'),
    L.Dense(100, activation='softmax'),
])
