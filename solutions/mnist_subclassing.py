# exercise: mnist_subclassing
# Subclassing을 활용한 Model을 구성해주세요.
# Build the network by subclassing.
#
# Spec:
# 0. keras.Model 을 상속받았으며, __init__()와 call() 메서드를 가진 모델 클래스
#    A model class derived from keras.Model, with methods __init__() and call()
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
# 6. call의 입력값이 모델의 Input, call의 리턴값이 모델의 Output
#    What call receives is the model's input, what call returns is the model's output

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
        self.conv1 = keras.layers.Conv2D(32, 3, activation="relu")
        self.conv2 = keras.layers.Conv2D(64, 3, activation="relu")
        self.flatten = keras.layers.Flatten()
        self.dense1 = keras.layers.Dense(128, activation="relu")
        self.dense2 = keras.layers.Dense(10, activation="softmax")

    def call(self, x):
        x = self.conv1(x)
        x = self.conv2(x)
        x = self.flatten(x)
        x = self.dense1(x)
        return self.dense2(x)


model = CustomModel()

# 직접 학습해 보기 / Train it yourself
# model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
# model.fit(x_train, y_train, epochs=5)
