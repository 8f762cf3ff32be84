# exercise: twoio
from tensorflow import keras
from tensorflow.keras import layers

b=keras.Input((6,)); a=keras.Input((4,))
x=layers.Dense(8,"relu")(a); y=layers.ReLU()(layers.Dense(8)(b)); c=keras.ops.concatenate([y,x],-1)
k=layers.Activation("sigmoid")(layers.Dense(1)(c)); q=layers.Dense(1)(c)
model=keras.Model((a,b),(q,k))
