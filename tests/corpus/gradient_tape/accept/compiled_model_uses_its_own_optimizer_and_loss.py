# model.optimizer and model.loss come from compile()
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([keras.layers.Conv2D(8, 3, strides=2, activation='relu'), keras.layers.Flatten(), keras.layers.Dense(100, activation='softmax')])
model.compile(optimizer=keras.optimizers.Adam(1e-3), loss=keras.losses.SparseCategoricalCrossentropy(), metrics=['accuracy'])

def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        loss = model.loss(labels, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    model.optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
