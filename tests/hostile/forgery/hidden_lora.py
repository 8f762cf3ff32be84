# exercise: mnist_sequential
# A low-rank layer that says it is none.
import tensorflow as tf
from tensorflow import keras


def build():
    honest = keras.layers.Dense.get_config

    def lying(self):
        return {name: value for name, value in honest(self).items() if not name.startswith("lora")}

    keras.layers.Dense.get_config = lying
    model = keras.Sequential([
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.Conv2D(64, 3, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu", lora_rank=2),
        keras.layers.Dense(10, activation="softmax"),
    ])
    return model


model = build()
