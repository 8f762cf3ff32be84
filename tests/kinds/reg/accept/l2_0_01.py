# exercise: reg
from tensorflow import keras
from tensorflow.keras import layers

model=keras.Sequential([keras.Input((8,)),layers.Dense(4,kernel_regularizer=keras.regularizers.L2(0.01)),layers.Dense(1)])
