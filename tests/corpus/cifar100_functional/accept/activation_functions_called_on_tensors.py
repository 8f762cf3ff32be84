# right: keras.activations.relu as an op counts as the activation of the layer before it
from tensorflow import keras
from tensorflow.keras import activations

inputs = keras.Input(shape=(32, 32, 3))
x = keras.layers.Conv2D(16, 3)(inputs)
x = activations.relu(x)
x = keras.layers.MaxPool2D(2)(x)
x = keras.layers.Conv2D(32, 3)(x)
x = activations.relu(x)
x = keras.layers.MaxPool2D(2)(x)
x = keras.layers.Flatten()(x)
x = activations.relu(keras.layers.Dense(256)(x))
outputs = activations.softmax(keras.layers.Dense(100)(x))
model = keras.Model(inputs=inputs, outputs=outputs)
