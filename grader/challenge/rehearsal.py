"""A challenge that nobody waits for: it pays for TensorFlow's first calls before there is something to judge."""

from __future__ import annotations

import keras

from grader.challenge.drawing import draw_inputs
from grader.challenge.training import draw_weights, train
from grader.evidence.claims import Challenge

INPUT_SHAPE, CLASSES = (16, 16, 3), 4


def rehearse() -> None:
    """Builds, draws and trains a small network of the layers that most answers are made of."""
    challenge = Challenge(seed=0, loss="sparse_categorical_crossentropy", classes=CLASSES, steps=1)
    network = keras.Sequential([
        keras.layers.Conv2D(4, 3, activation="relu"), keras.layers.MaxPooling2D(), keras.layers.Flatten(),
        keras.layers.Dense(CLASSES, activation="softmax"),
    ])
    inputs = keras.ops.convert_to_tensor(draw_inputs(challenge.seed, (INPUT_SHAPE,))[0])
    network(inputs)
    draw_weights(challenge.seed, network.layers)
    train(lambda *, training: network(inputs, training=training), network.layers, list, challenge)
    keras.backend.clear_session()  # names of layers count from the start again
