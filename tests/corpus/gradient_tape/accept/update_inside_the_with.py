# gradient and update both stand inside the with
import tensorflow as tf
from tensorflow import keras

모델 = keras.Sequential([keras.layers.Conv2D(8, 3, activation='relu'), keras.layers.MaxPool2D(), keras.layers.Flatten(), keras.layers.Dense(100, activation='softmax')])
손실함수 = keras.losses.SparseCategoricalCrossentropy()
옵티마이저 = keras.optimizers.Adam()

def train_step(특징, 정답):
    with tf.GradientTape() as 테이프:
        예측 = 모델(특징)
        손실 = 손실함수(정답, 예측)
        기울기 = 테이프.gradient(손실, 모델.trainable_variables)
        옵티마이저.apply_gradients(zip(기울기, 모델.trainable_variables))
        return 손실
