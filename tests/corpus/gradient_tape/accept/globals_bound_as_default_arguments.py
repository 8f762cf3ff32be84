import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([keras.layers.Conv2D(4, 3, activation='relu'), keras.layers.Flatten(), keras.layers.Dense(100, activation='softmax')])

def train_step(features, labels, model=model, optimizer=keras.optimizers.Adam(), loss_fn=keras.losses.SparseCategoricalCrossentropy(), verbose=0):
    with tf.GradientTape() as tape:
        loss = loss_fn(labels, model(features))
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    if verbose:
        print(f'loss = {loss:.4f}')
    return loss
