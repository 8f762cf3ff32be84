# a 1x1 pool is an extra layer although it changes nothing
from tensorflow.keras import Sequential
from tensorflow.keras.layers import *

model = Sequential([Conv2D(32, 3, activation='relu'), MaxPooling2D(1), Conv2D(64, 3, activation='relu'), Flatten(),
                    Dense(128, activation='relu'), Dense(10, activation='softmax')])
