# exercise: twoio
from tensorflow import keras
from tensorflow.keras import layers

b=keras.Input((6,),name="b"); a=keras.Input((4,),name="a")
y=layers.Dense(8,"relu")(b); x=layers.Dense(8,"relu")(a); c=layers.concatenate([x,y])
k=layers.Dense(1,activation="sigmoid",name="kind")(c); q=layers.Dense(1,name="quality")(c)
model=keras.Model(inputs=[b,a],outputs=[k,q])
