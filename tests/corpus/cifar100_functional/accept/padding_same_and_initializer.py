import tensorflow as tf
from tensorflow.keras import layers

inputs = layers.Input((32, 32, 3))
x = layers.Conv2D(16, 3, padding='same', kernel_initializer='he_uniform', activation='relu')(inputs)
x = layers.MaxPooling2D(2, padding='same')(x)
x = layers.Conv2D(32, 3, padding='same', kernel_initializer='he_uniform', activation='relu')(x)
x = layers.MaxPooling2D(2, padding='same')(x)
x = layers.Flatten()(x)
x = layers.Dense(256, activation='relu')(x)
x = layers.Dense(100, activation='softmax')(x)
model = tf.keras.Model(inputs, x)
