# a class of keras.Sequential that only adds layers: no call method of its own
from tensorflow import keras


class CustomModel(keras.Sequential):
    def __init__(self):
        super().__init__()
        self.add(keras.layers.Conv2D(32, 3, activation='relu'))
        self.add(keras.layers.Conv2D(64, 3, activation='relu'))
        self.add(keras.layers.Flatten())
        self.add(keras.layers.Dense(128, activation='relu'))
        self.add(keras.layers.Dense(10, activation='softmax'))


model = CustomModel()
