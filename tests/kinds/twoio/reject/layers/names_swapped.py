# exercise: twoio
from tensorflow import keras
from tensorflow.keras import layers

a, b = keras.Input((4,), name="a"), keras.Input((6,), name="b")
both = layers.Concatenate()([layers.Dense(8, "relu")(a), layers.Dense(8, "relu")(b)])
model = keras.Model([a, b], {"quality": layers.Dense(1, "sigmoid")(both), "kind": layers.Dense(1)(both)})
