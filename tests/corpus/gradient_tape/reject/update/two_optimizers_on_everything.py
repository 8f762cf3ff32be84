# Adam and SGD one after the other
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])
loss_func = keras.losses.SparseCategoricalCrossentropy()


adam = keras.optimizers.Adam(1e-3)
sgd = keras.optimizers.SGD(1e-2)

def train_step(features, labels):
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    gradients = tape.gradient(loss, model.trainable_variables)
    adam.apply_gradients(zip(gradients, model.trainable_variables))
    sgd.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
