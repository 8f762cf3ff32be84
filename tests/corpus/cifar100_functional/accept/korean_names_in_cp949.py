# -*- coding: cp949 -*-
# 함수형 API (한글 주석, 윈도우 메모장에서 저장)
from tensorflow import keras

입력 = keras.Input(shape=(32, 32, 3))
특징 = keras.layers.Conv2D(kernel_size=3, filters=16, activation='relu')(입력)
특징 = keras.layers.MaxPool2D(pool_size=2)(특징)
특징 = keras.layers.Conv2D(kernel_size=3, filters=32, activation='relu')(특징)
특징 = keras.layers.MaxPool2D(pool_size=2)(특징)
특징 = keras.layers.Flatten()(특징)
특징 = keras.layers.Dense(activation='relu', units=256)(특징)
출력 = keras.layers.Dense(activation='softmax', units=100)(특징)
모델 = keras.Model(outputs=출력, inputs=입력)
