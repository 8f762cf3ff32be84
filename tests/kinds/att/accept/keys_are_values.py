# exercise: att
from tensorflow import keras
from tensorflow.keras import layers

q, v = keras.Input((5, 4)), keras.Input((7, 4))
x = layers.Rescaling(1 / 2)(layers.Attention()([q, v, v]))
model = keras.Model([q, v], layers.Dense(2)(x))
