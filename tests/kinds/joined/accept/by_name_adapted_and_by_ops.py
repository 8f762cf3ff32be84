import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

inputs = {"words": keras.Input((6,), dtype="int32", name="words"),
          "title": keras.Input((6,), dtype="int32", name="title"),
          "measured": keras.Input((4,), name="measured")}
scaling = layers.Normalization()
scaling.adapt(np.random.rand(20, 4) * 7)


class Joined(layers.Layer):
    def __init__(self):
        super().__init__()
        self.number, self.steps = layers.Dense(8), layers.TimeDistributed(layers.Dense(4))
        self.read = layers.LSTM(8, return_state=True, return_sequences=True)

    def call(self, measured, text, title):
        number = self.number(measured)
        steps = tf.nn.relu(self.steps(text * number[:, None, :]))
        _, _, state = self.read(title)
        return tf.concat([tf.concat([tf.reshape(steps, (-1, 24)), state], -1), number], axis=1)


both = Joined()(scaling(inputs["measured"]), layers.Embedding(50, 8)(inputs["words"]),
                layers.Embedding(30, 8)(inputs["title"]))
model = keras.Model(inputs, layers.Dense(1)(both))
model.compile(keras.optimizers.SGD(momentum=0.9), "mse")
