from tensorflow.keras import Input, Model
from tensorflow.keras.layers import Conv2D, MaxPool2D, Flatten, Dense

inputs = Input([32, 32, 3])
model = Model(inputs, Dense(100, 'softmax')(Dense(256, 'relu')(Flatten()(
    MaxPool2D(2)(Conv2D(32, 3, activation='relu')(
        MaxPool2D(2)(Conv2D(16, 3, activation='relu')(inputs))))))))
