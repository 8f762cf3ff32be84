# right: one ReLU instance serves three layers
from tensorflow import keras
from tensorflow.keras.layers import Conv2D, MaxPooling2D, Flatten, Dense, ReLU, Softmax


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv1 = Conv2D(filters=16, kernel_size=3)
        self.conv2 = Conv2D(filters=32, kernel_size=3)
        self.maxpool = MaxPooling2D(pool_size=(2, 2))
        self.relu = ReLU()
        self.flatten = Flatten()
        self.fc1 = Dense(units=256)
        self.fc2 = Dense(units=100)
        self.softmax = Softmax()

    def call(self, x):
        x = self.maxpool(self.relu(self.conv1(x)))
        x = self.maxpool(self.relu(self.conv2(x)))
        x = self.flatten(x)
        x = self.relu(self.fc1(x))
        return self.softmax(self.fc2(x))


model = Net()
