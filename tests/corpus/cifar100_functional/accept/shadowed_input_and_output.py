# right: input and output are the student's own names here
from tensorflow import keras
from tensorflow.keras import layers

input = keras.Input(shape=(32, 32, 3))
x = layers.Conv2D(16, 3, activation='relu')(input)
x = layers.MaxPool2D((2, 2))(x)
x = layers.Conv2D(32, 3, activation='relu')(x)
x = layers.MaxPool2D((2, 2))(x)
x = layers.Flatten()(x)
x = layers.Dense(256, activation='relu')(x)
output = layers.Dense(100, activation='softmax')(x)
model = keras.Model(input, output)
print(model.summary())
