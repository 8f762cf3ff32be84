from keras.layers import Input, Conv2D, MaxPooling2D, MaxPool2D, Flatten, Dense
from keras.models import Model
from keras.datasets import cifar100

(x_train, y_train), (x_test, y_test) = cifar100.load_data()
x_train = x_train.astype("float32") / 255.0

inp = Input(shape=(32, 32, 3), dtype="float32")
net = Conv2D(filters=16, kernel_size=3, activation="relu")(inp)
net = MaxPooling2D(pool_size=2)(net)
net = Conv2D(filters=32, kernel_size=3, activation="relu")(net)
net = MaxPool2D(pool_size=(2, 2))(net)
net = Flatten()(net)
net = Dense(units=256, activation="relu")(net)
net = Dense(units=100, activation="softmax")(net)
m = Model(inputs=[inp], outputs=[net])
m.compile(loss="sparse_categorical_crossentropy", optimizer="rmsprop")
m.fit(x_train, y_train, epochs=5)
