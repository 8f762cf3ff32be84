# wrong: the kernel of the second Conv2D is 3 x 1
import keras
from keras import layers

model = keras.Sequential([
    layers.Conv2D(16, 3, activation='relu'),
    layers.MaxPooling2D(2),
    layers.Conv2D(32, (3, 1), activation='relu'),
    layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dense(256, activation='relu'),
    layers.Dense(100, activation='softmax'),
])
