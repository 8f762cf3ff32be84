"""What an answer makes and never calls is told once: the layer, not what Keras makes it of."""

from __future__ import annotations

from collections.abc import Callable

SOURCE = """
from tensorflow import keras
from tensorflow.keras import layers

class CustomModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.rows = layers.Reshape((28, 28))
        self.called = layers.LSTM(4)
        self.forgotten = layers.Bidirectional(layers.GRU(4))
        self.plain = layers.Dense(3)
        self.outputs_ = layers.Dense(10, activation="softmax")

    def call(self, x):
        return self.outputs_(self.called(self.rows(x)))

model = CustomModel()
"""


def test_what_a_layer_is_made_of_is_not_told_for_itself(grade_source: Callable) -> None:
    [result] = grade_source(SOURCE, "mnist_subclassing.py", "mnist_subclassing").results
    assert [each.type for each in result.evidence.claim.network.unused] == ["Bidirectional", "Dense"]
