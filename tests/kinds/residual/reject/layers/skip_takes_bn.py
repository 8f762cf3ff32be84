# exercise: residual
from tensorflow import keras
from tensorflow.keras import layers

i=keras.Input((8,8,16))
x=layers.Conv2D(16,3,padding="same")(i)
x=layers.BatchNormalization()(x)
s=x
x=layers.Activation("relu")(x)
x=layers.Conv2D(16,3,padding="same")(x)
x=layers.BatchNormalization()(x)
x=layers.Add()([s,x])
x=layers.Activation("relu")(x)
model=keras.Model(i,x)
