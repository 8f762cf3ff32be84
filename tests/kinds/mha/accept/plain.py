# exercise: mha
from tensorflow import keras
from tensorflow.keras import layers

i=keras.Input((6,8)); x=layers.MultiHeadAttention(2,4)(i,i); x=layers.Add()([i,x])
model=keras.Model(i,layers.LayerNormalization()(x))
