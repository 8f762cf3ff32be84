# exercise: siamese
from tensorflow import keras
from tensorflow.keras import layers

b=keras.Input((6,)); a=keras.Input((6,)); db=layers.Dense(4)(b); da=layers.Dense(4)(a)
model=keras.Model([a,b],layers.Dense(1)(da-db))
