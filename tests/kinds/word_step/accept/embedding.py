import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Embedding(60, 8),
    keras.layers.GlobalAveragePooling1D(),
    keras.layers.Dense(3, activation="softmax"),
])
optimizer = keras.optimizers.SGD(0.1)
loss_function = keras.losses.SparseCategoricalCrossentropy()


@tf.function
def train_step(words, labels):
    with tf.GradientTape() as tape:
        loss = loss_function(labels, model(words, training=True))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
