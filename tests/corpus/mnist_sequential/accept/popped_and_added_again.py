# 32로 잘못 넣었다가 pop 하고 다시 넣음
from tensorflow import keras

model = keras.Sequential()
model.add(keras.layers.Conv2D(32, 3, activation='relu'))
model.add(keras.layers.Conv2D(32, 3, activation='relu'))
model.pop()
model.add(keras.layers.Conv2D(64, 3, activation='relu'))
model.add(keras.layers.Flatten())
model.add(keras.layers.Dense(128, activation='relu'))
model.add(keras.layers.Dense(10, activation='softmax'))
