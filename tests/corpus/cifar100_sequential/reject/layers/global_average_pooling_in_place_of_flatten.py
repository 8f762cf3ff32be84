# wrong: pooling to a vector is no flattening; there is no Flatten
import tensorflow as tf
from tensorflow.keras import layers

model = tf.keras.Sequential([
    layers.Conv2D(16, 3, activation='relu', input_shape=(32, 32, 3)),
    layers.MaxPool2D(2),
    layers.Conv2D(32, 3, activation='relu'),
    layers.MaxPool2D(2),
    layers.GlobalAveragePooling2D(),
    layers.Dense(256, activation='relu'),
    layers.Dense(100, activation='softmax'),
])
