# a callback and a plain class: no model among them
from tensorflow import keras


class StopAt99(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if (logs or {}).get('accuracy', 0) > 0.99:
            self.model.stop_training = True


class DataLoader:
    def __init__(self, path):
        self.path = path

    def call(self, x):
        return x


model = keras.Sequential([
    keras.layers.Conv2D(32, 3, activation='relu'),
    keras.layers.Conv2D(64, 3, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(128, activation='relu'),
    keras.layers.Dense(10, activation='softmax'),
])
