# exercise: siamese
from tensorflow import keras
from tensorflow.keras import layers

a=keras.Input((6,)); b=keras.Input((6,)); d=layers.Dense(4)
model=keras.Model([a,b],layers.Dense(1)(layers.Subtract()([d(a),d(b)])))
