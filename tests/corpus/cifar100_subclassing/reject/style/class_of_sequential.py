# wrong: inherits keras.Sequential and has no call of its own
from tensorflow import keras


class CustomModel(keras.Sequential):
    def __init__(self):
        super().__init__()
        self.add(keras.layers.Conv2D(16, 3, activation='relu'))
        self.add(keras.layers.MaxPool2D(2))
        self.add(keras.layers.Conv2D(32, 3, activation='relu'))
        self.add(keras.layers.MaxPool2D(2))
        self.add(keras.layers.Flatten())
        self.add(keras.layers.Dense(256, activation='relu'))
        self.add(keras.layers.Dense(100, activation='softmax'))


model = CustomModel()
