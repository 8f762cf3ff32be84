# two optimizers make two steps
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])
loss_func = keras.losses.SparseCategoricalCrossentropy()


conv_opt = keras.optimizers.SGD(0.01)
dense_opt = keras.optimizers.SGD(0.01)

def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        loss = loss_func(labels, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    conv_opt.apply_gradients(zip(gradients[:2], model.trainable_variables[:2]))
    dense_opt.apply_gradients(zip(gradients[2:], model.trainable_variables[2:]))
    return loss
