# fc1을 두 번 부름
from tensorflow import keras


class CustomModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv1 = keras.layers.Conv2D(32, 3, activation='relu')
        self.conv2 = keras.layers.Conv2D(64, 3, activation='relu')
        self.flatten = keras.layers.Flatten()
        self.fc0 = keras.layers.Dense(128, activation='relu')
        self.fc1 = keras.layers.Dense(128, activation='relu')
        self.fc2 = keras.layers.Dense(10, activation='softmax')

    def call(self, x):
        x = self.flatten(self.conv2(self.conv1(x)))
        x = self.fc0(x)
        x = self.fc1(x)
        x = self.fc1(x)
        return self.fc2(x)


model = CustomModel()
