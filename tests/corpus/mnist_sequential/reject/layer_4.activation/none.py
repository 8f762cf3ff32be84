from tensorflow import keras
from tensorflow.keras.layers import *
model = keras.Sequential([Conv2D(32, 3, activation='relu'), Conv2D(64, 3, activation='relu'), Flatten(),
                          Dense(128, activation=None), Dense(10, activation='softmax')])
