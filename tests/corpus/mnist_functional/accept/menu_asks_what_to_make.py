# What stands in the loop waits for somebody to choose; the functions that make something do not.
from tensorflow import keras
from tensorflow.keras import layers


def make_functional():
    inputs = keras.Input(shape=(28, 28, 1))
    x = layers.Conv2D(32, 3, activation="relu")(inputs)
    x = layers.Conv2D(64, 3, activation="relu")(x)
    x = layers.Flatten()(x)
    x = layers.Dense(128, activation="relu")(x)
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(x))


while True:
    choice = input("1: train, q: quit > ")
    if choice == "q":
        break
    model = make_functional()
    model.compile("adam", "sparse_categorical_crossentropy")
    (x_train, y_train), _ = keras.datasets.mnist.load_data()
    model.fit(x_train[..., None] / 255.0, y_train)
