from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Conv2D, MaxPool2D, Flatten, Dense, Activation

model = Sequential()
model.add(Conv2D(16, 3))
model.add(Activation('relu'))
model.add(MaxPool2D(2))
model.add(Conv2D(32, 3))
model.add(Activation('tanh'))
model.add(MaxPool2D(2))
model.add(Flatten())
model.add(Dense(256))
model.add(Activation('relu'))
model.add(Dense(100))
model.add(Activation('softmax'))
