# The network is there for the step alone.
import tensorflow as tf
from tensorflow import keras
class Trainer(object):
    def __init__(self, model, optimizer=None, loss=None, clip=None):
        self.model = model
        self.optimizer = optimizer or keras.optimizers.Adam()
        self.loss = loss or keras.losses.SparseCategoricalCrossentropy()
        self.history = []
    def train_step(self, features, labels):
        with tf.GradientTape() as tape:
            preds = self.model(features, training=True)
            loss = self.loss(labels, preds)
        grads = tape.gradient(loss, self.model.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.model.trainable_variables))
        self.history.append(float(loss))
        return loss
    def fit(self, ds, epochs=1):
        for e in range(epochs):
            for x, y in ds:
                self.train_step(x, y)
net = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(100, activation='softmax')])
(x_train, y_train), _ = keras.datasets.cifar100.load_data()
ds = tf.data.Dataset.from_tensor_slices((x_train / 255., y_train)).batch(32)
Trainer(net).fit(ds, epochs=5)
