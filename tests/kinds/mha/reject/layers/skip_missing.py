# exercise: mha
from tensorflow import keras
from tensorflow.keras import layers

i=keras.Input((6,8)); x=layers.MultiHeadAttention(2,4)(i,i)
model=keras.Model(i,layers.LayerNormalization()(x))
