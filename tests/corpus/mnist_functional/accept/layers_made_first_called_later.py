from tensorflow import keras
from tensorflow.keras.layers import Conv2D, Flatten, Dense

# 1) 레이어 만들기 (순서는 상관없음)
fc_out = Dense(10, activation='softmax')
fc = Dense(128, activation='relu')
flat = Flatten()
conv_b = Conv2D(64, 3, activation='relu')
conv_a = Conv2D(32, 3, activation='relu')

# 2) 연결하기
inputs = keras.Input(shape=(28, 28, 1))
outputs = fc_out(fc(flat(conv_b(conv_a(inputs)))))
model = keras.Model(inputs=inputs, outputs=outputs)
