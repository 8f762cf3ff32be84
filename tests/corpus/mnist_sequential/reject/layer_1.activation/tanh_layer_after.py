from tensorflow import keras
from tensorflow.keras.layers import Conv2D, Flatten, Dense, Activation
model = keras.Sequential()
model.add(Conv2D(32, 3))
model.add(Activation('tanh'))
model.add(Conv2D(64, 3))
model.add(Activation('relu'))
model.add(Flatten())
model.add(Dense(128))
model.add(Activation('relu'))
model.add(Dense(10))
model.add(Activation('softmax'))
