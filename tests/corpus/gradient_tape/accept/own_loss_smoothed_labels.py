# labels smoothed by hand
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(100, activation='softmax'),
])
optimizer = keras.optimizers.SGD(0.05)


def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features)
        hot = tf.one_hot(tf.cast(tf.squeeze(labels), tf.int32), 100)
        smooth = hot * 0.9 + 0.1 / 100
        loss = tf.reduce_mean(keras.losses.categorical_crossentropy(smooth, predictions))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
