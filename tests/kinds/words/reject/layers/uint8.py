# exercise: words
from tensorflow import keras
i = keras.Input((20,), dtype="uint8")
x = keras.layers.Embedding(500, 8)(i)
x = keras.layers.GlobalAveragePooling1D()(x)
model = keras.Model(i, keras.layers.Dense(1, "sigmoid")(x))
