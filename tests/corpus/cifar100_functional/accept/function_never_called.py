# right: the function that makes the model is never called
from tensorflow import keras
from tensorflow.keras.layers import Conv2D, MaxPool2D, Flatten, Dense


def cifar_model():
    inputs = keras.Input(shape=(32, 32, 3))
    x = Conv2D(16, 3, activation='relu')(inputs)
    x = MaxPool2D()(x)
    x = Conv2D(32, 3, activation='relu')(x)
    x = MaxPool2D()(x)
    x = Flatten()(x)
    x = Dense(256, activation='relu')(x)
    return keras.Model(inputs, Dense(100, activation='softmax')(x))
