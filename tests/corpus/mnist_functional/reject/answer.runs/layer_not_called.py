# Flatten() 뒤에 (x)를 빼먹어 텐서가 아니라 레이어가 넘어간다
from tensorflow.keras import layers, Model, Input
inputs = Input(shape=(28, 28, 1))
x = layers.Conv2D(32, 3, activation='relu')(inputs)
x = layers.Conv2D(64, 3, activation='relu')(x)
x = layers.Flatten()
x = layers.Dense(128, activation='relu')(x)
outputs = layers.Dense(10, activation='softmax')(x)
model = Model(inputs=inputs, outputs=outputs)
