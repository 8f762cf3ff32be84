import tensorflow as tf
from tensorflow import keras

def build():
    i = keras.Input((32, 32, 3))
    h = keras.layers.Conv2D(8, 3, 2, activation='relu')(i)
    h = keras.layers.Flatten()(h)
    o = keras.layers.Dense(100, activation='softmax')(h)
    return keras.Model(i, o)

model = build()
optimizer = tf.optimizers.Adam(0.001)

def compute_loss(y, p):
    return tf.reduce_mean(tf.keras.losses.sparse_categorical_crossentropy(y, p))

def train_step(features, labels):
    with tf.GradientTape() as tape:
        loss = compute_loss(labels, model(features))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
