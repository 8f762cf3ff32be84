# wrong: a 1 x 1 pool changes nothing but is a layer too many
from tensorflow import keras
model = keras.Sequential([
    keras.layers.Conv2D(16, 3, activation='relu'),
    keras.layers.MaxPool2D(2),
    keras.layers.Conv2D(32, 3, activation='relu'),
    keras.layers.MaxPool2D(2),
    keras.layers.MaxPool2D(1),
    keras.layers.Flatten(),
    keras.layers.Dense(256, activation='relu'),
    keras.layers.Dense(100, activation='softmax'),
])
