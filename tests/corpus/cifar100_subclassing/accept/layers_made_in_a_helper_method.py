from tensorflow import keras
L = keras.layers


class Net(keras.Model):
    def __init__(self, classes):
        super().__init__(name='net')
        self.classes = classes
        self.make_layers()

    def make_layers(self):
        self.conv1 = L.Conv2D(16, 3, activation='relu')
        self.pool1 = L.MaxPool2D(2)
        self.conv2 = L.Conv2D(32, 3, activation='relu')
        self.pool2 = L.MaxPool2D(2)
        self.flatten = L.Flatten()
        self.fc = L.Dense(256, activation='relu')
        self.out = L.Dense(self.classes, activation='softmax')

    def feature(self, x):
        x = self.pool1(self.conv1(x))
        return self.pool2(self.conv2(x))

    def call(self, x):
        x = self.flatten(self.feature(x))
        return self.out(self.fc(x))


NUM_CLASSES = 100
model = Net(NUM_CLASSES)
