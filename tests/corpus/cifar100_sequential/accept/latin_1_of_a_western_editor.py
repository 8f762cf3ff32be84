# Übung 3 für Müller
from tensorflow import keras
größe = 256
model = keras.Sequential([keras.layers.Conv2D(16, 3, activation='relu'), keras.layers.MaxPool2D(), keras.layers.Conv2D(32, 3, activation='relu'), keras.layers.MaxPool2D(), keras.layers.Flatten(), keras.layers.Dense(größe, activation='relu'), keras.layers.Dense(100, activation='softmax')])
