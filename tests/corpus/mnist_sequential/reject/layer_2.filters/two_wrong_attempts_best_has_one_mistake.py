# 두 번 시도, 둘 다 틀림: 나은 쪽(두 번째)은 필터 수만 틀림
import tensorflow as tf
from tensorflow import keras

mnist = keras.datasets.mnist
(x_train, y_train), (x_test, y_test) = mnist.load_data()

model = keras.Sequential([
    keras.layers.Conv2D(16, 5),
    keras.layers.Flatten(),
    keras.layers.Dense(10),
])

model = keras.Sequential([
    keras.layers.Conv2D(32, 3, activation='relu'),
    keras.layers.Conv2D(128, 3, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(128, activation='relu'),
    keras.layers.Dense(10, activation='softmax'),
])
