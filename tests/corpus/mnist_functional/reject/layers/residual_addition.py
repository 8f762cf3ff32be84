# a skip connection that nothing asks for
from tensorflow import keras
from tensorflow.keras import layers
inputs = keras.Input(shape=(28, 28, 1))
x = layers.Conv2D(32, 3, activation='relu', padding='same')(inputs)
y = layers.Conv2D(64, 3, activation='relu', padding='same')(x)
z = layers.Add()([y, y])
z = layers.Flatten()(z)
z = layers.Dense(128, activation='relu')(z)
z = layers.Dense(10, activation='softmax')(z)
model = keras.Model(inputs, z)
