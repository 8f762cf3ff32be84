# right: keras.Input as first entry, MaxPool2D without arguments (its pool_size is 2)
from keras.models import Sequential
from keras.layers import Input, Conv2D, MaxPool2D, Flatten, Dense
from keras.datasets import cifar100

(X_train, Y_train), (X_test, Y_test) = cifar100.load_data()
X_train = X_train / 255.
X_test = X_test / 255.

model = Sequential()
model.add(Input(shape=X_train.shape[1:]))
model.add(Conv2D(16, 3, activation='relu'))
model.add(MaxPool2D())
model.add(Conv2D(32, 3, activation='relu'))
model.add(MaxPool2D())
model.add(Flatten())
model.add(Dense(256, activation='relu'))
model.add(Dense(100, activation='softmax'))

model.compile(loss='sparse_categorical_crossentropy', optimizer='sgd', metrics=['accuracy'])
model.summary()
model.fit(X_train, Y_train, batch_size=128, epochs=5)
