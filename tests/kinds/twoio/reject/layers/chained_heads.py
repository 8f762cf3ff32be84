# exercise: twoio
from tensorflow import keras
from tensorflow.keras import layers

a=keras.Input((4,)); b=keras.Input((6,))
c=layers.Concatenate()([layers.Dense(8,"relu")(a),layers.Dense(8,"relu")(b)]); q=layers.Dense(1)(c)
model=keras.Model([a,b],[q,layers.Dense(1,"sigmoid")(q)])
