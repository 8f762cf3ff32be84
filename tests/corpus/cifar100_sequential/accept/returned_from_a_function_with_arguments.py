import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

NUM_CLASSES = 100


def build_model(input_shape, num_classes=NUM_CLASSES):
    """CIFAR-100 분류 모델을 만든다."""
    model = keras.Sequential()
    model.add(keras.Input(shape=input_shape))
    for channels in (16, 32):
        model.add(layers.Conv2D(channels, 3, activation='relu'))
        model.add(layers.MaxPool2D(2))
    model.add(layers.Flatten())
    model.add(layers.Dense(256, activation='relu'))
    model.add(layers.Dense(num_classes, activation='softmax'))
    return model


def plot_history(history):
    import matplotlib.pyplot as plt
    plt.plot(history.history['loss'])
    plt.show()


if __name__ == '__main__':
    (x_train, y_train), (x_test, y_test) = keras.datasets.cifar100.load_data()
    x_train, x_test = x_train / 255.0, x_test / 255.0
    model = build_model(x_train.shape[1:])
    model.compile('adam', 'sparse_categorical_crossentropy', ['accuracy'])
    plot_history(model.fit(x_train, y_train, epochs=5))
