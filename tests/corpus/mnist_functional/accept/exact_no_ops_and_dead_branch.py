# Identity and Dropout(0) change nothing; the branch `side` never reaches the output
from tensorflow import keras
from tensorflow.keras import layers

inputs = keras.Input(shape=(28, 28, 1))
x = layers.Identity()(inputs)
x = layers.Conv2D(32, 3, activation='relu')(x)
side = layers.Conv2D(16, 5, activation='relu')(x)
x = layers.Conv2D(64, 3, activation='relu')(x)
x = layers.Flatten()(x)
x = layers.Dense(128, activation='relu')(x)
x = layers.Dropout(0)(x)
x = layers.Dense(10, activation='softmax')(x)
model = keras.Model(inputs=inputs, outputs=x)
