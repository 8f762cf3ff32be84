"""A challenge that nobody waits for: it pays for TensorFlow's first calls before there is something to judge."""

from __future__ import annotations

import keras
from tensorflow.python.eager import context

from grader.challenge.training import draw_weights, drawn_tensor, initial_values, train, use_one_thread
from grader.evidence.claims import Challenge

INPUT_SHAPE, CLASSES = (16, 16, 3), 4


def rehearse() -> None:
    """Builds, draws and trains a small network of the layers that most answers are made of."""
    challenge = Challenge(seed=0, probabilities=(0,), classes=CLASSES, steps=1)
    network = keras.Sequential([
        keras.layers.Conv2D(4, 3, activation="relu"), keras.layers.MaxPooling2D(), keras.layers.Flatten(),
        keras.layers.Dense(CLASSES, activation="softmax"),
    ])
    network.build((None, *INPUT_SHAPE))
    draw_weights(challenge.seed, network.layers)
    train(lambda inputs, *, training: network(inputs[0], training=training), (INPUT_SHAPE,), network.layers, list,
          challenge)
    keras.backend.clear_session()  # names of layers count from the start again


def rehearse_for_children() -> None:
    """Rehearses in a process that will be forked from, and leaves its children a TensorFlow that has run nothing.

    The threads of TensorFlow's context are not there in a child: copies of over 32 KiB and graph functions would wait
    for them for ever. So the context is left behind; a child makes its own, with threads, at its first op.
    """
    use_one_thread()
    initial_values()
    rehearse()
    drawn_tensor.cache_clear()
    context._reset_context()  # collects garbage first: nothing of the old context is left in Python
