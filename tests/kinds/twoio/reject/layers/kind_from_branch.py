# exercise: twoio
from tensorflow import keras
from tensorflow.keras import layers

a=keras.Input((4,)); b=keras.Input((6,))
x=layers.Dense(8,"relu")(a); c=layers.Concatenate()([x,layers.Dense(8,"relu")(b)])
model=keras.Model([a,b],[layers.Dense(1)(c),layers.Dense(1,"sigmoid")(x)])
