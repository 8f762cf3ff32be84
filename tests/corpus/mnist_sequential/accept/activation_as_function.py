# activation을 문자열 대신 함수로
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(32, 3, activation=tf.nn.relu),
    keras.layers.Conv2D(64, 3, activation=keras.activations.relu),
    keras.layers.Flatten(),
    keras.layers.Dense(128, tf.nn.relu),
    keras.layers.Dense(10, activation=tf.nn.softmax),
])
