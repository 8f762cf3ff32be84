# Keras' own step trains, with a tape of its own
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")


def train_step(features, labels):
    tape = tf.GradientTape()
    model.reset_metrics()
    return model.train_step((features, labels))["loss"]
