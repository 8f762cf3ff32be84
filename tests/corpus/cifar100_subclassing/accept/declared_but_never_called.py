# right: `dropout` and `conv3` are made and not called, so they are not part of the network
from tensorflow.keras import Model
from tensorflow.keras.layers import *


class CifarModel(Model):
    def __init__(self):
        super(CifarModel, self).__init__()
        self.conv1 = Conv2D(16, 3, activation='relu')
        self.conv2 = Conv2D(32, 3, activation='relu')
        self.conv3 = Conv2D(64, 3, activation='relu')
        self.pool = MaxPool2D(2)
        self.dropout = Dropout(0.5)
        self.flatten = Flatten()
        self.fc1 = Dense(256, activation='relu')
        self.fc2 = Dense(100, activation='softmax')

    def call(self, x):
        x = self.conv1(x)
        x = self.pool(x)
        x = self.conv2(x)
        x = self.pool(x)
        # x = self.conv3(x)
        x = self.flatten(x)
        # x = self.dropout(x)
        x = self.fc1(x)
        return self.fc2(x)


model = CifarModel()
