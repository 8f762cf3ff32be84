# Flatten과 Dense의 순서가 바뀜
from tensorflow import keras

model = keras.Sequential()
model.add(keras.layers.Conv2D(32, 3, activation='relu', input_shape=(28, 28, 1)))
model.add(keras.layers.Conv2D(64, 3, activation='relu'))
model.add(keras.layers.Dense(128, activation='relu'))
model.add(keras.layers.Flatten())
model.add(keras.layers.Dense(10, activation='softmax'))
