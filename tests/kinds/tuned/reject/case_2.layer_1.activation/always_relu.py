import keras


def build_model(input_shape, hp):
    return keras.Sequential([
        keras.Input(input_shape),
        keras.layers.Dense(hp["units"], activation="relu"),
        keras.layers.Dropout(hp["rate"]),
        keras.layers.Dense(3, activation="softmax"),
    ])
