# exercise: cifar100_functional

from tensorflow import keras

cifar100 = keras.datasets.cifar100
(x_train, y_train), (x_test, y_test) = cifar100.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0

inputs = keras.Input(shape=(32, 32, 3))
x = keras.layers.Conv2D(16, 3, activation="relu")(inputs)
x = keras.layers.MaxPool2D(2)(x)
x = keras.layers.Conv2D(32, 3, activation="relu")(x)
x = keras.layers.MaxPool2D(2)(x)
x = keras.layers.Flatten
x = keras.layers.Dense(256, activation="relu")(x)
outputs = keras.layers.Dense(100, activation="softmax")(x)
model = keras.Model(inputs=inputs, outputs=outputs)
