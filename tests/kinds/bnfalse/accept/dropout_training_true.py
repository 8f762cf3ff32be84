# exercise: bnfalse
from tensorflow import keras
from tensorflow.keras import layers

i=keras.Input((8,)); x=layers.Dense(4)(i); x=layers.BatchNormalization()(x); x=layers.Dropout(0.5)(x,training=True)
model=keras.Model(i,layers.Dense(1)(x))
