# 중간 출력을 보려고 만든 두 번째 Model은 답이 아니다
import matplotlib.pyplot as plt
from tensorflow import keras

inputs = keras.Input(shape=(28, 28, 1))
c1 = keras.layers.Conv2D(32, 3, activation='relu')(inputs)
c2 = keras.layers.Conv2D(64, 3, activation='relu')(c1)
f = keras.layers.Flatten()(c2)
d = keras.layers.Dense(128, activation='relu')(f)
p = keras.layers.Dense(10, activation='softmax')(d)
model = keras.Model(inputs=inputs, outputs=p)

activation_model = keras.Model(inputs=model.input, outputs=[c1, c2])
maps = activation_model.predict(keras.datasets.mnist.load_data()[0][0][:1, ..., None] / 255.)
plt.matshow(maps[0][0, :, :, 4])
