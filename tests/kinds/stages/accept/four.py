# exercise: stages
from tensorflow import keras
i = keras.Input((64, 3))
x = i
for _ in range(4):
    x = keras.layers.MaxPooling1D()(keras.layers.Conv1D(4, 3, padding="same")(x))
model = keras.Model(i, keras.layers.Dense(1)(keras.layers.Flatten()(x)))
