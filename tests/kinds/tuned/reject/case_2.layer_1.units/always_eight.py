import keras


def build_model(input_shape, hp):
    return keras.Sequential([
        keras.Input(input_shape),
        keras.layers.Dense(8, activation=hp["activation"]),
        keras.layers.Dropout(hp["rate"]),
        keras.layers.Dense(3, activation="softmax"),
    ])
