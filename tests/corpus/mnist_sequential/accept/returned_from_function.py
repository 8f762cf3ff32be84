import tensorflow as tf
from tensorflow import keras


def build_model(num_classes=10, hidden=128):
    """MNIST용 CNN을 만들어서 돌려줍니다."""
    model = keras.Sequential()
    model.add(keras.layers.Conv2D(32, 3, activation='relu', input_shape=(28, 28, 1)))
    model.add(keras.layers.Conv2D(64, 3, activation='relu'))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(hidden, activation='relu'))
    model.add(keras.layers.Dense(num_classes, activation='softmax'))
    model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
    return model


def train(m):
    (x, y), _ = keras.datasets.mnist.load_data()
    m.fit(x[..., None] / 255.0, y, epochs=5)


my_model = build_model()
train(my_model)
