# exercise: reg
from tensorflow import keras
from tensorflow.keras import layers

model = keras.Sequential([
    keras.Input((8,)),
    layers.Dense(4, kernel_regularizer=keras.regularizers.L1L2(l1=0.0, l2=0.01)),
    layers.Dense(1),
])
