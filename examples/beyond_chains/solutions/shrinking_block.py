# exercise: shrinking_block

from tensorflow import keras


def residual_block(x, filters, stride=1):
    h = keras.layers.Conv2D(filters, 3, strides=stride, padding="same", activation="relu")(x)
    h = keras.layers.Conv2D(filters, 3, padding="same")(h)
    skip = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    return keras.layers.Activation("relu")(keras.layers.Add()([h, skip]))
