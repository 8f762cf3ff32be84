# 레이어 객체를 activation 인자로 넘겨도 같은 함수
import tensorflow as tf

model = tf.keras.Sequential([
    tf.keras.layers.Conv2D(32, 3, activation='relu'),
    tf.keras.layers.Conv2D(64, 3, activation=tf.keras.activations.get('relu')),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation=tf.keras.layers.ReLU()),
    tf.keras.layers.Dense(10, activation=tf.keras.layers.Softmax()),
])
