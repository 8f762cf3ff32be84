from tensorflow import keras


class Digits(keras.models.Model):
    def __init__(self):
        super().__init__()
        self.relu = keras.layers.ReLU()
        self.softmax = keras.layers.Softmax()
        self.conv_1 = keras.layers.Conv2D(32, 3)
        self.conv_2 = keras.layers.Conv2D(64, 3)
        self.flatten = keras.layers.Flatten()
        self.linear_1 = keras.layers.Dense(128)
        self.linear_2 = keras.layers.Dense(10)

    def call(self, x):
        x = self.relu(self.conv_1(x))     # 같은 ReLU를 세 번 사용
        x = self.relu(self.conv_2(x))
        x = self.flatten(x)
        x = self.relu(self.linear_1(x))
        return self.softmax(self.linear_2(x))


model = Digits()
