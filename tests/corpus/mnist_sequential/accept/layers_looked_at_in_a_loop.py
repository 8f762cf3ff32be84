from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(32, 3, activation="relu"),
    keras.layers.Conv2D(64, 3, activation="relu"),
    keras.layers.Flatten(),
    keras.layers.Dense(128, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
names = []
for number, layer in enumerate(model.layers):
    names.append(layer.name)
    print(number, layer.name)
first = model.layers[0]
print(first.get_config())
