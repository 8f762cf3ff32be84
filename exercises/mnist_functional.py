# exercise: mnist_functional
# Functional API를 활용한 Model을 구성해주세요.
# Build the network with the Functional API.
#
# Spec:
# 0. (28X28X1) 차원으로 정의된 Input
#    An Input of shape (28, 28, 1)
# 1. 32개의 채널을 가지고, 커널의 크기가 3, activation function이 relu인 Conv2D 레이어
#    A Conv2D layer with 32 channels, kernel size 3 and activation function relu
# 2. 64개의 채널을 가지고, 커널의 크기가 3, activation function이 relu인 Conv2D 레이어
#    A Conv2D layer with 64 channels, kernel size 3 and activation function relu
# 3. Flatten 레이어
#    A Flatten layer
# 4. 128개의 아웃풋 노드를 가지고, activation function이 relu인 Fully-Connected Layer(Dense)
#    A fully connected layer (Dense) with 128 output nodes and activation function relu
# 5. 데이터셋의 클래스 개수에 맞는 아웃풋 노드를 가지고, activation function이 softmax인 Fully-Connected Layer(Dense)
#    A fully connected layer (Dense) with as many output nodes as the data set has classes and activation function softmax

import numpy as np
from tensorflow import keras

mnist = keras.datasets.mnist
(x_train, y_train), (x_test, y_test) = mnist.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0
x_train = x_train[..., np.newaxis]
x_test = x_test[..., np.newaxis]

# inputs = keras.Input(shape=...)
# ...
model = None  # keras.Model(inputs=..., outputs=...)

# 직접 학습해 보기 / Train it yourself
# model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
# model.fit(x_train, y_train, epochs=5)
