from tensorflow import keras
from tensorflow.keras import layers

inputs = keras.Input(shape=(28, 28, 1))
first = layers.Conv2D(32, 3, activation="relu")
x = first(inputs)
x = layers.Conv2D(64, 3, activation="relu")(x)
x = layers.Flatten()(x)
x = layers.Dense(128, activation="relu")(x)
outputs = layers.Dense(10, activation="softmax")(x)
model = keras.Model(inputs, outputs)

features = keras.Model(model.inputs, model.layers[-2].output)
print(first.name, x.shape, [each.name for each in model.layers])
branch = layers.Dense(3)(x)
other = keras.Model(inputs, branch)
other.summary()
for layer in model.layers:
    weights = layer.get_weights()
    if weights:
        print(layer.name, [each.shape for each in weights])
