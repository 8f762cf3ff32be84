# wrong: the hidden Dense has softmax too
from tensorflow import keras
from tensorflow.keras import layers

(x_train, y_train), (x_test, y_test) = keras.datasets.cifar100.load_data()
inputs = keras.Input(shape=x_train.shape[1:])
x = layers.Conv2D(16, 3, activation='relu')(inputs)
x = layers.MaxPool2D(2)(x)
x = layers.Conv2D(32, 3, activation='relu')(x)
x = layers.MaxPool2D(2)(x)
x = layers.Flatten()(x)
x = layers.Dense(256, activation='softmax')(x)
outputs = layers.Dense(100, activation='softmax')(x)
model = keras.Model(inputs=inputs, outputs=outputs)
