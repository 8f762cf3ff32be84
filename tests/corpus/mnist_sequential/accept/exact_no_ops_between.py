# Dropout(0), linear Activation, a second Flatten, a second relu: none of them changes a value
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(32, 3, activation='relu'),
    keras.layers.Conv2D(64, 3, activation='relu'),
    keras.layers.ReLU(),
    keras.layers.Flatten(),
    keras.layers.Flatten(),
    keras.layers.Dense(128, activation='relu'),
    keras.layers.Dropout(0.0),
    keras.layers.Dense(10, activation='softmax'),
    keras.layers.Activation('linear'),
])
