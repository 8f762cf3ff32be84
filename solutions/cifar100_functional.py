# exercise: cifar100_functional
# Functional API를 활용한 Model을 구성해주세요.
# Build the network with the Functional API.
#
# Spec:
# 0. (32X32X3) 차원으로 정의된 Input
#    An Input of shape (32, 32, 3)
# 1. 16개의 채널을 가지고, 커널의 크기가 3, activation function이 relu인 Conv2D 레이어
#    A Conv2D layer with 16 channels, kernel size 3 and activation function relu
# 2. pool_size가 2인 MaxPool 레이어
#    A MaxPool layer with pool_size 2
# 3. 32개의 채널을 가지고, 커널의 크기가 3, activation function이 relu인 Conv2D 레이어
#    A Conv2D layer with 32 channels, kernel size 3 and activation function relu
# 4. pool_size가 2인 MaxPool 레이어
#    A MaxPool layer with pool_size 2
# 5. 256개의 아웃풋 노드를 가지고, activation function이 relu인 Fully-Connected Layer(Dense)
#    A fully connected layer (Dense) with 256 output nodes and activation function relu
# 6. 데이터셋의 클래스 개수에 맞는 아웃풋 노드를 가지고, activation function이 softmax인 Fully-Connected Layer(Dense)
#    A fully connected layer (Dense) with as many output nodes as the data set has classes and activation function softmax

from tensorflow import keras

cifar100 = keras.datasets.cifar100
(x_train, y_train), (x_test, y_test) = cifar100.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0

inputs = keras.Input(shape=(32, 32, 3))
x = keras.layers.Conv2D(16, 3, activation="relu")(inputs)
x = keras.layers.MaxPool2D(2)(x)
x = keras.layers.Conv2D(32, 3, activation="relu")(x)
x = keras.layers.MaxPool2D(2)(x)
x = keras.layers.Flatten()(x)
x = keras.layers.Dense(256, activation="relu")(x)
outputs = keras.layers.Dense(100, activation="softmax")(x)
model = keras.Model(inputs=inputs, outputs=outputs)

# 직접 학습해 보기 / Train it yourself
# model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
# model.fit(x_train, y_train, epochs=5)
