# exercise: twoio
from tensorflow import keras
from tensorflow.keras import layers

a=keras.Input((4,)); b=keras.Input((6,))
c=layers.Concatenate()([layers.Dense(8,"relu")(b),layers.Dense(8,"relu")(a)])
model=keras.Model([a,b],[layers.Dense(1)(c),layers.Dense(1,"sigmoid")(c)])
