# 데이터 준비
import numpy as np
from tensorflow.keras.datasets import cifar100


def load():
    (x_train, y_train), (x_test, y_test) = cifar100.load_data()
    return (x_train / 255.0, y_train), (x_test / 255.0, y_test)


N_CLASS = 100
