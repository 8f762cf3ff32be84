from tensorflow import keras
from tensorflow.keras.layers import Input, Conv2D, MaxPooling2D, Dropout, Flatten, Dense

inp = Input((32, 32, 3))
x = Conv2D(16, 3, activation='relu')(inp)
x = MaxPooling2D()(x)
x = Dropout(0.2)(x)
x = Conv2D(32, 3, activation='relu')(x)
x = MaxPooling2D()(x)
x = Flatten()(x)
x = Dense(256, activation='relu')(x)
out = Dense(100, activation='softmax')(x)
model = keras.Model(inp, out)
