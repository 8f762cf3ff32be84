# exercise: cell
from tensorflow import keras
from tensorflow.keras import layers

i=keras.Input((10,3)); x=layers.RNN(layers.GRUCell(4))(i)
model=keras.Model(i,layers.Dense(1)(x))
