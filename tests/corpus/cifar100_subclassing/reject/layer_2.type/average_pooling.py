from tensorflow import keras
from tensorflow.keras.layers import Conv2D, AveragePooling2D, MaxPooling2D, Flatten, Dense


class LeNetLike(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv1 = Conv2D(16, 3, activation='relu')
        self.pool1 = AveragePooling2D(2)
        self.conv2 = Conv2D(32, 3, activation='relu')
        self.pool2 = MaxPooling2D(2)
        self.flatten = Flatten()
        self.fc1 = Dense(256, activation='relu')
        self.fc2 = Dense(100, activation='softmax')

    def call(self, x):
        x = self.pool1(self.conv1(x))
        x = self.pool2(self.conv2(x))
        return self.fc2(self.fc1(self.flatten(x)))


model = LeNetLike()
