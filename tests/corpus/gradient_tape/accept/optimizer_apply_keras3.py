import os
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"

import keras
import tensorflow as tf
from keras import layers

net = keras.Sequential([
    keras.Input((32, 32, 3)),
    layers.Conv2D(8, 3, strides=2, activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(100, activation="softmax"),
])
criterion = keras.losses.SparseCategoricalCrossentropy()
opt = keras.optimizers.AdamW(learning_rate=3e-4, weight_decay=1e-2)


def train_step(features, labels):
    with tf.GradientTape() as t:
        loss = criterion(labels, net(features, training=True))
    variables = net.trainable_variables
    opt.apply(t.gradient(loss, variables), variables)
    return loss
