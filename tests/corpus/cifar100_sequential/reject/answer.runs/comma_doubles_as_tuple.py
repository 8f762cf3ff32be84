# wrong: the comma after the call makes a tuple, which is no layer
from tensorflow import keras
from tensorflow.keras import layers

(x_train, y_train), (x_test, y_test) = keras.datasets.cifar100.load_data()
flatten = layers.Flatten(),
model = keras.Sequential()
model.add(layers.Conv2D(16, 3, activation='relu'))
model.add(layers.MaxPool2D(2))
model.add(layers.Conv2D(32, 3, activation='relu'))
model.add(layers.MaxPool2D(2))
model.add(flatten)
model.add(layers.Dense(256, activation='relu'))
model.add(layers.Dense(100, activation='softmax'))
