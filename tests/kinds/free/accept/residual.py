# exercise: free
from tensorflow import keras
from tensorflow.keras import layers

inputs = keras.Input((28, 28, 1))
x = layers.Conv2D(16, 3, padding="same", activation="relu")(inputs)
y = layers.Conv2D(16, 3, padding="same")(x)
x = layers.ReLU()(x + y)
x = layers.AveragePooling2D(4)(x)
x = layers.BatchNormalization()(layers.Flatten()(x))
x = layers.Dropout(0.4)(layers.Dense(64, activation="relu")(x))
model = keras.Model(inputs, layers.Dense(10, activation="softmax")(x))
