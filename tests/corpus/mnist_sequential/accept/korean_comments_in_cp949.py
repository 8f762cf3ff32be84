# 윈도우 메모장에서 저장한 파일입니다.
import tensorflow as tf
from tensorflow import keras

# 모델 구성
모델 = keras.Sequential([
    keras.layers.Conv2D(32, 3, activation='relu'),
    keras.layers.Conv2D(64, 3, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(128, activation='relu'),
    keras.layers.Dense(10, activation='softmax'),
])
