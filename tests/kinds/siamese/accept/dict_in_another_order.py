# exercise: siamese
from tensorflow import keras
from tensorflow.keras import layers

a, b = keras.Input((6,), name="a"), keras.Input((6,), name="b")
y, x = layers.Dense(4)(b), layers.Dense(4)(a)
model = keras.Model({"b": b, "a": a}, layers.Dense(1)(layers.Subtract()([x, y])))
