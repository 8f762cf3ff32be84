# exercise: vocab20
from tensorflow import keras
from tensorflow.keras import layers

i=keras.Input((10,),dtype="int64"); x=layers.Embedding(20,4)(i); x=layers.GlobalAveragePooling1D()(x)
model=keras.Model(i,layers.Dense(1)(x))
