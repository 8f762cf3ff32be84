# exercise: siamese
from tensorflow import keras
from tensorflow.keras import layers

a=keras.Input((6,)); b=keras.Input((6,)); da=layers.Dense(4)(a); db=layers.Dense(4)(b); s=layers.Subtract()([da,db])
model=keras.Model([a,b],[layers.Dense(1)(s), s])
