# wrong: `layers` is a property of keras.Model
from tensorflow import keras


class CustomModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.layers = [
            keras.layers.Conv2D(16, 3, activation='relu'),
            keras.layers.MaxPool2D(2),
            keras.layers.Conv2D(32, 3, activation='relu'),
            keras.layers.MaxPool2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(256, activation='relu'),
            keras.layers.Dense(100, activation='softmax'),
        ]

    def call(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


model = CustomModel()
