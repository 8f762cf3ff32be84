# conv2 (64) is made, conv2b (48) is called
from tensorflow.keras import Model
from tensorflow.keras.layers import Conv2D, Flatten, Dense


class Net(Model):
    def __init__(self):
        super().__init__()
        self.conv1 = Conv2D(32, 3, activation='relu')
        self.conv2 = Conv2D(64, 3, activation='relu')
        self.conv2b = Conv2D(48, 3, activation='relu')
        self.flatten = Flatten()
        self.fc1 = Dense(128, activation='relu')
        self.fc2 = Dense(10, activation='softmax')

    def call(self, x):
        x = self.conv2b(self.conv1(x))
        return self.fc2(self.fc1(self.flatten(x)))


net = Net()
