# 모델 여러 개를 딕셔너리에 보관
from tensorflow import keras

models = {}
models['mnist_seq'] = keras.Sequential([
    keras.layers.Conv2D(32, 3, activation='relu'),
    keras.layers.Conv2D(64, 3, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(128, activation='relu'),
    keras.layers.Dense(10, activation='softmax'),
])
models['mnist_seq'].compile(optimizer='adam', loss='sparse_categorical_crossentropy')
