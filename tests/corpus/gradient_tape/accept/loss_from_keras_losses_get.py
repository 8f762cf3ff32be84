import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([keras.layers.Conv2D(8, 3, strides=2, activation='relu'), keras.layers.Flatten(), keras.layers.Dense(100, activation='softmax')])
loss_func = keras.losses.get('sparse_categorical_crossentropy')
optimizer = keras.optimizers.get({'class_name': 'sgd', 'config': {'learning_rate': 0.1, 'momentum': 0.5}})

def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        loss = tf.math.reduce_mean(loss_func(labels, predictions))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
