# call does not mention training: Keras tells the layers
import tensorflow as tf
from tensorflow import keras



class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv = keras.layers.Conv2D(8, 3, strides=2)
        self.bn = keras.layers.BatchNormalization()
        self.flat = keras.layers.Flatten()
        self.drop = keras.layers.Dropout(0.3)
        self.out = keras.layers.Dense(100, activation='softmax')

    def call(self, x):
        x = tf.nn.relu(self.bn(self.conv(x)))
        return self.out(self.drop(self.flat(x)))


model = Net()
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam()


@tf.function
def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features, training=True)
        loss = loss_func(labels, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
