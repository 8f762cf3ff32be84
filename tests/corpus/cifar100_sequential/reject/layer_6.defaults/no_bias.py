from tensorflow import keras
from tensorflow.keras import layers

model = keras.Sequential()
model.add(layers.Conv2D(16, 3, activation='relu'))
model.add(layers.MaxPool2D(2))
model.add(layers.Conv2D(32, 3, activation='relu'))
model.add(layers.MaxPool2D(2))
model.add(layers.Flatten())
model.add(layers.Dense(256, activation='relu'))
model.add(layers.Dense(100, activation='softmax', use_bias=False))
