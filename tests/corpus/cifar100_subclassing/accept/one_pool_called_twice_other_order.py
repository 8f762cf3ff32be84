# right: one MaxPool2D called twice; declared in another order than called
from tensorflow import keras


class CustomModel(keras.Model):
    def __init__(self):
        super(CustomModel, self).__init__()
        self.fc2 = keras.layers.Dense(100, activation='softmax')
        self.fc1 = keras.layers.Dense(256, activation='relu')
        self.pool = keras.layers.MaxPool2D(2, 2)
        self.conv2 = keras.layers.Conv2D(32, 3, activation='relu')
        self.conv1 = keras.layers.Conv2D(16, 3, activation='relu')
        self.flatten = keras.layers.Flatten()

    def call(self, x):
        x = self.conv1(x)
        x = self.pool(x)
        x = self.conv2(x)
        x = self.pool(x)
        x = self.flatten(x)
        return self.fc2(self.fc1(x))


model = CustomModel()
