import tensorflow as tf
from tensorflow import keras
L = keras.layers
model = keras.Sequential([L.Conv2D(8, 3, activation='relu'), L.MaxPool2D(), L.Flatten(), L.Dropout(0.4),
                          L.Dense(100, activation='softmax')])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()

def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        loss = loss_func(labels, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
