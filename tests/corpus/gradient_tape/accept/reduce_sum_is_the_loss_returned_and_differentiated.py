# a summed loss is still one number, and what moves the weights is exactly its gradient
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(100, activation='softmax')])
optimizer = keras.optimizers.SGD(0.001)

def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        loss = tf.reduce_sum(keras.losses.sparse_categorical_crossentropy(labels, predictions))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
