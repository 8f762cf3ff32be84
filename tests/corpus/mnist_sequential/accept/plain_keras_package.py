# keras 패키지를 바로 import
import keras
from keras.models import Sequential
from keras.layers import Conv2D
from keras.layers import Dense, Flatten
from keras.datasets import mnist

(x_train, y_train), (x_test, y_test) = mnist.load_data()

model = Sequential(name="my_first_cnn")
model.add(Conv2D(32, kernel_size=(3, 3), activation="relu", name="conv_a"))
model.add(Conv2D(64, kernel_size=(3, 3), activation="relu", name="conv_b"))
model.add(Flatten(name="flat"))
model.add(Dense(128, activation="relu", name="hidden"))
model.add(Dense(10, activation="softmax", name="probs"))
