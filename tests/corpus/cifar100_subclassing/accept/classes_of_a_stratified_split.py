import numpy as np
from sklearn.model_selection import train_test_split
from tensorflow import keras
from tensorflow.keras import mixed_precision as mp

mp.set_global_policy("mixed_bfloat16")
(x_train, y_train), (x_test, y_test) = keras.datasets.cifar100.load_data()
x_train, x_val, y_train, y_val = train_test_split(x_train, y_train, test_size=0.01, random_state=1, stratify=y_train)
NUM_CLASSES = len(np.unique(y_val))


# CIFAR-100 Subclassing
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.a = keras.layers.Conv2D(16, 3, activation="relu")
        self.p = keras.layers.MaxPool2D()
        self.b = keras.layers.Conv2D(32, 3, activation="relu")
        self.q = keras.layers.MaxPool2D()
        self.flat = keras.layers.Flatten()
        self.c = keras.layers.Dense(256, activation="relu")
        self.d = keras.layers.Dense(NUM_CLASSES, activation="softmax")

    def call(self, x):
        x = self.q(self.b(self.p(self.a(x))))
        return self.d(self.c(self.flat(x)))


model = Net()
