# padding and initializers are free
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(32, 3, padding='same', kernel_initializer='he_normal', activation='relu', input_shape=[28, 28, 1]),
    keras.layers.Conv2D(64, 3, padding='same', kernel_initializer='he_normal', activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(128, activation='relu', bias_initializer='ones'),
    keras.layers.Dense(10, activation='softmax'),
])
