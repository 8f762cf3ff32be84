# no __init__ of its own: the layers are globals
from tensorflow import keras

conv1 = keras.layers.Conv2D(32, 3, activation='relu')
conv2 = keras.layers.Conv2D(64, 3, activation='relu')
flatten = keras.layers.Flatten()
fc1 = keras.layers.Dense(128, activation='relu')
fc2 = keras.layers.Dense(10, activation='softmax')


class CustomModel(keras.Model):
    def call(self, x):
        return fc2(fc1(flatten(conv2(conv1(x)))))


model = CustomModel()
