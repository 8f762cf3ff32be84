# model.compute_loss is the loss that compile was given
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([keras.layers.Conv2D(8, 3, strides=2, activation='relu'), keras.layers.Flatten(), keras.layers.Dense(100, activation='softmax')])
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy')

def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features, training=True)
        loss = model.compute_loss(y=labels, y_pred=predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    model.optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
