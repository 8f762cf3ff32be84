# exercise: gradient_tape
# tf.GradientTape를 활용해 train_step(features, labels)을 작성해주세요. 한 번 부를 때마다 모델의 모든 학습 파라미터를 optimizer로 한 번 업데이트하고, 업데이트하기 전의 loss를 return 합니다.
# Write train_step(features, labels) with tf.GradientTape. Each call updates all trainable variables of the model once with the optimizer and returns the loss from before the update.

import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation="relu"),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation="softmax"),
])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()


def train_step(features, labels):
    # 여기에 한 번의 학습 단계를 작성해 주세요. / Write one training step here.
    loss = None
    return loss
