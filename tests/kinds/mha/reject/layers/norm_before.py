# exercise: mha
from tensorflow import keras
from tensorflow.keras import layers

i=keras.Input((6,8)); n=layers.LayerNormalization()(i); x=layers.MultiHeadAttention(2,4)(n,n); x=layers.Add()([i,x])
model=keras.Model(i,x)
