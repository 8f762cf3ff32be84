# what fit() runs inside, fetched out of the model
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()
model.compile(optimizer=optimizer, loss=loss_func)


def train_step(features, labels):
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    tape.gradient(loss, model.trainable_variables)
    model.make_train_function()
    model.train_function(iter([(tf.constant(features), tf.constant(labels))]))
    return loss
