# 함수가 받은 모델에 레이어를 더한다
import tensorflow as tf
from tensorflow import keras


def add_head(m, n):
    m.add(keras.layers.Flatten())
    m.add(keras.layers.Dense(128, activation='relu'))
    m.add(keras.layers.Dense(n, activation='softmax'))


model = keras.Sequential()
model.add(keras.layers.Conv2D(32, 3, activation='relu'))
model.add(keras.layers.Conv2D(64, 3, activation='relu'))
add_head(model, 10)
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy')
