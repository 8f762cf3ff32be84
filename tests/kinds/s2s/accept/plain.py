# exercise: s2s
from tensorflow import keras
from tensorflow.keras import layers

source, target = keras.Input((9,)), keras.Input((7,))
_, state = layers.GRU(8, return_state=True)(layers.Embedding(30, 6)(source))
y = layers.GRU(8, return_sequences=True)(layers.Embedding(40, 6)(target), initial_state=state)
model = keras.Model([source, target], layers.Dense(40, activation="softmax")(y))
