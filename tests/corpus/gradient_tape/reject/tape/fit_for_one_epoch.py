# fit in disguise
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])
loss_func = keras.losses.SparseCategoricalCrossentropy()


model.compile(optimizer='adam', loss='sparse_categorical_crossentropy')

def train_step(features, labels):
    history = model.fit(features, labels, epochs=1, batch_size=len(features), verbose=0)
    return history.history['loss'][0]
