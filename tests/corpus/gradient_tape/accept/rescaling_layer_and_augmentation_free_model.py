import tensorflow as tf
from tensorflow import keras
model = keras.Sequential([
    keras.layers.Rescaling(1./255, input_shape=(32, 32, 3)),
    keras.layers.Conv2D(8, 3, padding='same', activation='relu'),
    keras.layers.MaxPooling2D(4),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax')])
loss_func, optimizer = keras.losses.SparseCategoricalCrossentropy(), keras.optimizers.Adam()

def train_step(features, labels):
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    return loss
