# relu is elementwise: before or after the Flatten is the same network
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(32, 3, activation='relu'),
    keras.layers.Conv2D(64, 3),
    keras.layers.Flatten(),
    keras.layers.ReLU(),
    keras.layers.Dense(128, activation='relu'),
    keras.layers.Dense(10, activation='softmax'),
])
