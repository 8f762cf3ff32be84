# exercise: mha
from tensorflow import keras
from tensorflow.keras import layers

i=keras.Input((6,8)); x=layers.MultiHeadAttention(num_heads=2,key_dim=4)(query=i,value=i,key=i); x=x+i
model=keras.Model(i,layers.LayerNormalization()(x))
