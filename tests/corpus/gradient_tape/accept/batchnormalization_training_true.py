import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

class ConvNet(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv = layers.Conv2D(8, 3, strides=2, use_bias=False)
        self.bn = layers.BatchNormalization()
        self.act = layers.ReLU()
        self.gap = layers.GlobalAveragePooling2D()
        self.out = layers.Dense(100, activation='softmax')

    def call(self, inputs, training=False):
        h = self.conv(inputs)
        h = self.bn(h, training=training)
        return self.out(self.gap(self.act(h)))

model = ConvNet()
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam(1e-2)

@tf.function
def train_step(features, labels):
    with tf.GradientTape() as tape:
        predictions = model(features, training=True)
        loss = loss_func(labels, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
