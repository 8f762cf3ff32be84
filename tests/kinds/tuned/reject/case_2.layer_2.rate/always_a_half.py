import keras


def build_model(input_shape, hp):
    return keras.Sequential([
        keras.Input(input_shape),
        keras.layers.Dense(hp["units"], activation=hp["activation"]),
        keras.layers.Dropout(0.5),
        keras.layers.Dense(3, activation="softmax"),
    ])
