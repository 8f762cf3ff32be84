from tensorflow import keras


def residual_block(x, *, stride=1, filters):
    made = keras.Sequential([
        keras.layers.Conv2D(filters, 3, strides=stride, padding="same", activation="relu"),
        keras.layers.Conv2D(filters * 2, 3, padding="same"),
    ])
    return keras.layers.Add()([made(x), keras.layers.Conv2D(filters * 2, 1, strides=stride)(x)])
