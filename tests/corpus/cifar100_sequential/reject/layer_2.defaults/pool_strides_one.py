# wrong: MaxPool2D(2, 1) moves by one pixel
import tensorflow as tf
from tensorflow import keras

(x_train, y_train), (x_test, y_test) = keras.datasets.cifar100.load_data()
model = keras.models.Sequential()
model.add(keras.layers.Conv2D(16, 3, activation='relu'))
model.add(keras.layers.MaxPool2D(2, 1))
model.add(keras.layers.Conv2D(32, 3, activation='relu'))
model.add(keras.layers.MaxPool2D(2, 2))
model.add(keras.layers.Flatten())
model.add(keras.layers.Dense(256, activation='relu'))
model.add(keras.layers.Dense(100, activation='softmax'))
