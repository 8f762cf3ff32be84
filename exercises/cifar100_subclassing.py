# exercise: cifar100_subclassing
# Subclassing을 활용한 Model을 구성해주세요.
# Build the network by subclassing.
#
# Spec:
# 0. keras.Model 을 상속받았으며, __init__()와 call() 메서드를 가진 모델 클래스
#    A model class derived from keras.Model, with methods __init__() and call()
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
# 7. call의 입력값이 모델의 Input, call의 리턴값이 모델의 Output
#    What call receives is the model's input, what call returns is the model's output

from tensorflow import keras

cifar100 = keras.datasets.cifar100
(x_train, y_train), (x_test, y_test) = cifar100.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0


class CustomModel(keras.Model):
    def __init__(self):
        super().__init__()
        # 여기에 레이어를 만들어 주세요. / Make your layers here.

    def call(self, x):
        # 여기에서 레이어를 차례로 호출하세요. / Call your layers here, one after another.
        return x


model = CustomModel()

# 직접 학습해 보기 / Train it yourself
# model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
# model.fit(x_train, y_train, epochs=5)
