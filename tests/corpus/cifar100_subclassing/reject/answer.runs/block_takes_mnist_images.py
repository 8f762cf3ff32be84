# wrong: the block inside wants (28, 28, 1), so the model cannot take a CIFAR-100 image
from tensorflow import keras
from tensorflow.keras import layers

(x_train, y_train), (x_test, y_test) = keras.datasets.cifar100.load_data()


class CustomModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.features = keras.Sequential([
            keras.Input(shape=(28, 28, 1)),
            layers.Conv2D(16, 3, activation='relu'),
            layers.MaxPool2D(2),
            layers.Conv2D(32, 3, activation='relu'),
            layers.MaxPool2D(2),
        ])
        self.flatten = layers.Flatten()
        self.fc1 = layers.Dense(256, activation='relu')
        self.fc2 = layers.Dense(100, activation='softmax')

    def call(self, x):
        x = self.features(x)
        return self.fc2(self.fc1(self.flatten(x)))


model = CustomModel()
