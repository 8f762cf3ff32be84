# exercise: mnist_subclassing
# Subclassing을 활용한 Model을 구성해주세요.

import numpy as np
from tensorflow import keras

mnist = keras.datasets.mnist
(x_train, y_train), (x_test, y_test) = mnist.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0
x_train = x_train[..., np.newaxis]
x_test = x_test[..., np.newaxis]


class CustomModel(keras.Model):
    def __init__(self):
        super().__init__()
        # 여기에 레이어를 만들어 주세요. / Make your layers here.

    def call(self, x):
        # 여기에서 레이어를 차례로 호출하세요. / Call your layers here, one after another.
        return x


model = CustomModel()
