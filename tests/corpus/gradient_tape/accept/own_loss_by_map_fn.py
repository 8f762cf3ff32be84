# image by image, by tf.map_fn
import tensorflow as tf
from tensorflow import keras
model = keras.Sequential([keras.layers.Conv2D(8, 3, strides=2, activation="relu"), keras.layers.Flatten(), keras.layers.Dense(100, activation="softmax")])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.SGD(0.05)

def train_step(x, y):
    with tf.GradientTape() as tape:
        p = model(x)
        each = tf.map_fn(lambda pair: -tf.math.log(pair[0][tf.cast(pair[1][0], tf.int32)] + 1e-7), (p, tf.cast(y, tf.float32)), fn_output_signature=tf.float32)
        loss = tf.reduce_mean(each)
    g = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(g, model.trainable_variables))
    return loss
