import keras


class Net(keras.Model):
    def __init__(self, hp):
        super().__init__()
        self.hidden = keras.layers.Dense(hp.Int("units", min_value=4, max_value=64), hp.Choice("activation", ["relu", "tanh"]))
        self.dropout = keras.layers.Dropout(hp.rate)
        self.out = keras.layers.Dense(3, "softmax")

    def call(self, x):
        return self.out(self.dropout(self.hidden(x)))


def build_model(shape, hp):
    return Net(hp)
