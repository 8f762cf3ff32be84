# exercise: reg
from tensorflow import keras
from tensorflow.keras import layers

model=keras.Sequential([keras.Input((8,)),layers.Dense(4,kernel_regularizer='l2'),layers.Dense(1)])
