# no optimizer of Keras
import tensorflow as tf
from tensorflow import keras
model = keras.Sequential([keras.layers.Conv2D(8, 3, strides=2, activation="relu"), keras.layers.Flatten(), keras.layers.Dense(100, activation="softmax")])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.SGD(0.05)

opt = tf.compat.v1.train.GradientDescentOptimizer(0.05)
def train_step(features, labels):
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    g = tape.gradient(loss, model.trainable_variables)
    opt.apply_gradients(zip(g, [v._value for v in model.trainable_variables]))
    return loss
