from tensorflow.keras import Sequential, layers
from tensorflow.keras.initializers import GlorotUniform

model = Sequential([
    layers.Conv2D(16, 3, activation='relu', kernel_initializer='he_normal', name='conv_a'),
    layers.MaxPooling2D(pool_size=(2, 2), strides=2),
    layers.Conv2D(32, 3, strides=(1, 1), activation='relu', kernel_initializer='he_normal', name='conv_b'),
    layers.MaxPooling2D(pool_size=(2, 2), strides=(2, 2), padding='valid'),
    layers.Flatten(data_format='channels_last'),
    layers.Dense(256, use_bias=True, activation='relu', kernel_initializer=GlorotUniform(seed=7)),
    layers.Dense(100, activation='softmax', bias_initializer='zeros'),
], name='my_first_cnn')
