# MNIST 실습 1 - Sequential (add로 하나씩 쌓기)
import tensorflow as tf
from tensorflow import keras
import numpy as np

mnist = keras.datasets.mnist
(x_train, y_train), (x_test, y_test) = mnist.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0
x_train = x_train[..., np.newaxis]
x_test = x_test[..., np.newaxis]
print(len(x_train), len(x_test))

model = keras.Sequential()
model.add(keras.layers.Conv2D(32, 3, activation='relu'))   # 채널 32
model.add(keras.layers.Conv2D(64, 3, activation='relu'))   # 채널 64
model.add(keras.layers.Flatten())
model.add(keras.layers.Dense(128, activation='relu'))
model.add(keras.layers.Dense(10, activation='softmax'))    # 숫자 0~9

model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(x_train, y_train, epochs=5)
model.evaluate(x_test, y_test, verbose=2)
