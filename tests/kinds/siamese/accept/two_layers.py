# exercise: siamese
from tensorflow import keras
from tensorflow.keras import layers

a=keras.Input((6,)); b=keras.Input((6,))
model=keras.Model([a,b],layers.Dense(1)(layers.Subtract()([layers.Dense(4)(a),layers.Dense(4)(b)])))
