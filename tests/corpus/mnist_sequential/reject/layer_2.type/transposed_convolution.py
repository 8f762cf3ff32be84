from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Conv2D, Conv2DTranspose, Flatten, Dense

# mnist
model = Sequential()
model.add(Conv2D(32, 3, activation='relu'))
model.add(Conv2DTranspose(64, 3, activation='relu'))
model.add(Flatten())
model.add(Dense(128, activation='relu'))
model.add(Dense(10, activation='softmax'))
