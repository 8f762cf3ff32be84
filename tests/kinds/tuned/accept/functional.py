import keras


def build_model(input_shape, hp):
    inputs = keras.Input(shape=input_shape)
    x = keras.layers.Dense(hp["units"], activation=hp["activation"])(inputs)
    x = keras.layers.Dropout(hp["rate"])(x)
    model = keras.Model(inputs, keras.layers.Dense(3, activation="softmax")(x))
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
