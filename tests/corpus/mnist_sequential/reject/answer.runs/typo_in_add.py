from tensorflow import keras

# MNIST Sequential
model = keras.Sequential()
model.add(keras.layers.Conv2D(32, 3, activation="relu"))
model.add(keras.layers.Conv2D(64, 3, activation="relu"))
model.add(keras.layers.Flatten())
model.ad(keras.layers.Dense(128, activation="relu"))
model.add(keras.layers.Dense(10, activation="softmax"))
model.compile(optimizer=keras.optimizers.Adam(lr=0.01), loss="sparse_categorical_crossentropy")
