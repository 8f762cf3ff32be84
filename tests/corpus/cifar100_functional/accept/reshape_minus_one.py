from tensorflow import keras

inputs = keras.layers.Input(shape=(32, 32, 3))
x = keras.layers.Conv2D(16, (3, 3), activation=keras.activations.relu)(inputs)
x = keras.layers.MaxPooling2D()(x)
x = keras.layers.Conv2D(32, (3, 3), activation=keras.activations.relu)(x)
x = keras.layers.MaxPooling2D()(x)
x = keras.layers.Reshape((-1,))(x)
x = keras.layers.Dense(256, activation=keras.activations.relu)(x)
outputs = keras.layers.Dense(100, activation=keras.activations.softmax)(x)
model = keras.models.Model(inputs=inputs, outputs=outputs)
