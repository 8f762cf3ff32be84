# exercise: mnist_functional
# Functional API를 활용한 Model을 구성해주세요. 입력은 (28, 28, 1) 차원의 Input입니다.
# Build the network with the Functional API. It starts from an Input of shape (28, 28, 1).

import numpy as np
from tensorflow import keras

mnist = keras.datasets.mnist
(x_train, y_train), (x_test, y_test) = mnist.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0
x_train = x_train[..., np.newaxis]
x_test = x_test[..., np.newaxis]

model = None  # keras.Model(inputs=..., outputs=...)

# 직접 학습해 보기 / Train it yourself
# model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
# model.fit(x_train, y_train, epochs=5)
