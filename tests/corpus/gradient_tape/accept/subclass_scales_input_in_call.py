# the division stands in call, the activations as ops: the step does not care
import tensorflow as tf
from tensorflow import keras

class Scaled(keras.Model):
    def __init__(self):
        super(Scaled, self).__init__()
        self.conv = keras.layers.Conv2D(8, 3, strides=2)
        self.fc = keras.layers.Dense(100)

    def call(self, x):
        x = x / 255.
        x = tf.nn.relu(self.conv(x))
        x = tf.reshape(x, [-1, 15 * 15 * 8])
        return tf.nn.softmax(self.fc(x))

scaled_model = Scaled()
loss_func = tf.keras.losses.SparseCategoricalCrossentropy()
optimizer = tf.keras.optimizers.SGD(0.5)

def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = scaled_model(features)
        loss = loss_func(labels, predictions)
        gradients = tape.gradient(loss, scaled_model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, scaled_model.trainable_variables))
    return loss
