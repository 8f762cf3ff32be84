# exercise: twoio
from tensorflow import keras
from tensorflow.keras import layers

a=keras.Input((4,),name="a"); b=keras.Input((6,),name="b")
c=layers.Concatenate()([layers.Dense(8,"relu")(a),layers.Dense(8,"relu")(b)])
model=keras.Model({"a":a,"b":b},{"quality":layers.Dense(1,name="quality")(c),"kind":layers.Dense(1,"sigmoid",name="kind")(c)})
