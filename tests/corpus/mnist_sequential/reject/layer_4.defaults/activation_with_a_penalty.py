from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(32, 3, activation="relu"),
    keras.layers.Conv2D(64, 3, activation="relu"),
    keras.layers.Flatten(),
    keras.layers.Dense(128),
    keras.layers.Activation("relu", activity_regularizer="l2"),
    keras.layers.Dense(10, activation="softmax"),
])
