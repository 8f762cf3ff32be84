from tensorflow.keras import Model
from tensorflow.keras.layers import Conv2D, MaxPool2D, Flatten, Dense


class CifarModel(Model):
    def __init__(self):
        super().__init__()
        self.conv1 = Conv2D(16, (3, 3), activation='relu')
        self.pool1 = MaxPool2D((2, 2))
        self.conv2 = Conv2D(32, (1, 3), activation='relu')
        self.pool2 = MaxPool2D((2, 2))
        self.flatten = Flatten()
        self.fc1 = Dense(256, activation='relu')
        self.fc2 = Dense(100, activation='softmax')

    def call(self, x):
        x = self.conv1(x)
        x = self.pool1(x)
        x = self.conv2(x)
        x = self.pool2(x)
        x = self.flatten(x)
        x = self.fc1(x)
        return self.fc2(x)
