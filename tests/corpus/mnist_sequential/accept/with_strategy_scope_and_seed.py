# GPU 여러 개일 때 쓰는 scope 안에서 만든 모델
import tensorflow as tf
from tensorflow.keras import layers

tf.random.set_seed(42)
gpus = tf.config.list_physical_devices('GPU')
for gpu in gpus:
    tf.config.experimental.set_memory_growth(gpu, True)

with tf.device('/CPU:0'):
    model = tf.keras.Sequential([
        layers.Conv2D(32, 3, activation='relu'),
        layers.Conv2D(64, 3, activation='relu'),
        layers.Flatten(),
        layers.Dense(128, activation='relu'),
        layers.Dense(10, activation='softmax'),
    ])
