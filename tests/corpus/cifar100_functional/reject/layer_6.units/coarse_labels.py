# CIFAR-100 has other labels too: 20 kinds of things.
from tensorflow import keras
from tensorflow.keras import layers

(x_train, y_train), (x_test, y_test) = keras.datasets.cifar100.load_data(label_mode="coarse")
classes = int(y_train.max()) + 1

inputs = keras.Input(shape=x_train.shape[1:])
x = layers.Conv2D(16, 3, activation="relu")(inputs)
x = layers.MaxPooling2D(2)(x)
x = layers.Conv2D(32, 3, activation="relu")(x)
x = layers.MaxPooling2D(2)(x)
x = layers.Flatten()(x)
x = layers.Dense(256, activation="relu")(x)
model = keras.Model(inputs, layers.Dense(classes, activation="softmax")(x))
