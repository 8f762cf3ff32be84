# right: layers are made in build(), which Keras calls by itself; __init__ and call are its own
from tensorflow import keras
from tensorflow.keras.layers import Conv2D, MaxPool2D, Flatten, Dense


class LateModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.pool = MaxPool2D(2)
        self.flatten = Flatten()

    def build(self, input_shape):
        self.conv1 = Conv2D(16, 3, activation='relu')
        self.conv2 = Conv2D(32, 3, activation='relu')
        self.fc1 = Dense(256, activation='relu')
        self.fc2 = Dense(100, activation='softmax')

    def call(self, inputs):
        x = self.pool(self.conv1(inputs))
        x = self.pool(self.conv2(x))
        return self.fc2(self.fc1(self.flatten(x)))


model = LateModel()
