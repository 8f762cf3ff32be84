from tensorflow import keras
from tensorflow.keras.layers import Conv2D, MaxPool2D, Flatten, Dense

from load_data import N_CLASS, load

(x_train, y_train), (x_test, y_test) = load()

model = keras.Sequential()
model.add(Conv2D(16, 3, activation='relu', input_shape=x_train.shape[1:]))
model.add(MaxPool2D(2))
model.add(Conv2D(32, 3, activation='relu'))
model.add(MaxPool2D(2))
model.add(Flatten())
model.add(Dense(256, activation='relu'))
model.add(Dense(N_CLASS, activation='softmax'))

model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(x_train, y_train, epochs=5, validation_data=(x_test, y_test))
