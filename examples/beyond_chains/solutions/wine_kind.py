# exercise: wine_kind

from tensorflow import keras

chemistry = keras.Input(shape=(4,), name="chemistry")
region = keras.Input(shape=(6,), name="region")
x = keras.layers.Dense(8)(chemistry)
y = keras.layers.Dense(8)(region)
both = keras.layers.Concatenate()([x, y])
hidden = keras.layers.Dense(16, activation="relu")(both)
outputs = keras.layers.Dense(3, activation="softmax")(hidden)
model = keras.Model([chemistry, region], outputs)
