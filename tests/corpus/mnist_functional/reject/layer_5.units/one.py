# 클래스 번호 하나만 내보내려고 함
import tensorflow as tf
from tensorflow.keras.layers import *
i = Input(shape=(28, 28, 1))
x = Conv2D(32, 3, activation='relu')(i)
x = Conv2D(64, 3, activation='relu')(x)
x = Flatten()(x)
x = Dense(128, activation='relu')(x)
o = Dense(1, activation='softmax')(x)
model = tf.keras.Model(i, o)
