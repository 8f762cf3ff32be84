# exercise: mnist_sequential
# Sequential Model을 구성해주세요.
# Build the network as a Sequential model.

import numpy as np
from tensorflow import keras

mnist = keras.datasets.mnist
(x_train, y_train), (x_test, y_test) = mnist.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0
x_train = x_train[..., np.newaxis]
x_test = x_test[..., np.newaxis]

model = keras.Sequential([
    # 여기에 레이어를 넣어 주세요. / Put your layers here.
])

# 직접 학습해 보기 / Train it yourself
# model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
# model.fit(x_train, y_train, epochs=5)
