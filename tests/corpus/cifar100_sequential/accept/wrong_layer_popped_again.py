# right: the Dense(10) of the first try is taken off again
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(16, 3, activation='relu'),
    keras.layers.MaxPool2D(2),
    keras.layers.Conv2D(32, 3, activation='relu'),
    keras.layers.MaxPool2D(2),
    keras.layers.Flatten(),
    keras.layers.Dense(256, activation='relu'),
    keras.layers.Dense(10, activation='softmax'),
])
# 아차, CIFAR-100은 클래스가 100개
model.pop()
model.add(keras.layers.Dense(100, activation='softmax'))
