# 도우미 함수 모음
from tensorflow.keras import layers


def convs(x):
    x = layers.Conv2D(32, 3, activation='relu')(x)
    return layers.Conv2D(64, 3, activation='relu')(x)
