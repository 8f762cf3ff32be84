from tensorflow.keras import layers as L

def residual_block(x, filters, stride=1):
    h = L.Conv2D(filters, 3, strides=stride, padding="same", activation="relu")(x)
    h = L.Conv2D(2 * filters, 3, padding="same")(h)
    skip = L.Conv2D(2 * filters, 1)(x)
    return L.add([skip, h])
