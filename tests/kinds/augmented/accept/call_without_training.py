from tensorflow import keras


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.flip = keras.layers.RandomFlip()
        self.conv = keras.layers.Conv2D(4, 3, activation="relu")
        self.flat = keras.layers.Flatten()
        self.dropout = keras.layers.Dropout(0.5)
        self.out = keras.layers.Dense(4, activation="softmax")

    def call(self, x):
        return self.out(self.dropout(self.flat(self.conv(self.flip(x)))))


model = Net()
model.compile("adam", "sparse_categorical_crossentropy")
