# exercise: vocab20
from tensorflow import keras
from tensorflow.keras import layers

model=keras.Sequential([keras.Input((10,)),layers.Embedding(20,4,mask_zero=True),layers.GlobalAveragePooling1D(),layers.Dense(1)])
