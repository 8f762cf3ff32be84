# reshape(60000, ...)로 적어도 Input은 한 장의 shape만 본다
from tensorflow.keras.datasets import mnist
from tensorflow.keras.layers import Input, Conv2D, Flatten, Dense
from tensorflow.keras import Model

(train_x, train_y), (test_x, test_y) = mnist.load_data()
train_x = train_x.reshape((train_x.shape[0], 28, 28, 1)).astype('float32') / 255.
h, w, c = train_x.shape[1], train_x.shape[2], train_x.shape[3]

inp = Input(shape=(h, w, c))
z = Conv2D(32, 3, activation='relu')(inp)
z = Conv2D(64, 3, activation='relu')(z)
z = Flatten()(z)
z = Dense(128, activation='relu')(z)
z = Dense(10, activation='softmax')(z)
model = Model(inp, z)
