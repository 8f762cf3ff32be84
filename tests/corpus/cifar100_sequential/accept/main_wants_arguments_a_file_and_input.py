# what main fails at before its model is no part of the model
import argparse
import sys

import yaml
import tensorflow as tf
from tensorflow import keras
import numpy as np


def main(argv):
    parser = argparse.ArgumentParser()
    parser.add_argument('--data', required=True)
    args = parser.parse_args()
    with open('config.yaml') as file:
        config = yaml.safe_load(file)
    epochs = int(argv[1])
    name = input('Name of this run? ')
    (x_train, y_train), (x_test, y_test) = keras.datasets.cifar100.load_data()
    x_train, x_test = x_train / 255.0, x_test / 255.0
    model = keras.Sequential([
        keras.layers.Conv2D(16, 3, activation='relu'),
        keras.layers.MaxPool2D(2),
        keras.layers.Conv2D(32, 3, activation='relu'),
        keras.layers.MaxPool2D(2),
        keras.layers.Flatten(),
        keras.layers.Dense(256, activation='relu'),
        keras.layers.Dense(100, activation='softmax'),
    ])
    model.compile(keras.optimizers.Adam(config['lr']), 'sparse_categorical_crossentropy')
    model.fit(x_train, y_train, epochs=epochs)
    model.save(args.data + name)


if __name__ == '__main__':
    main(sys.argv)
