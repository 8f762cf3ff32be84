import tensorflow as tf
from tensorflow import keras

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train = tf.expand_dims(x_train / 255.0, -1)
x_test = tf.expand_dims(x_test / 255.0, -1)

# 텐서의 shape에서 배치 축만 빼고 쓴다
model = keras.Sequential([
    keras.layers.Input(shape=x_train.shape[1:]),
    keras.layers.Conv2D(32, 3, activation='relu'),
    keras.layers.Conv2D(64, 3, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(128, activation='relu'),
    keras.layers.Dense(10, activation='softmax'),
])
model.compile(loss='sparse_categorical_crossentropy', optimizer='adam')
model.fit(x_train, y_train, epochs=5)
