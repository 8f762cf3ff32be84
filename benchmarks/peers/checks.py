"""The peers' checks: for each exercise the facts this grader checks too, as an instructor writes them for such tools.

Facts of a network: its style, the type and the named arguments of each layer, all output shapes, and a short training
in which the loss falls. Of a training step: it returns one number, moves every variable, and lowers the loss.
"""

from __future__ import annotations

from dataclasses import dataclass

from peers.notebooks import NETWORKS, SHAPES

STYLE = {
    "sequential": "assert isinstance(model, keras.Sequential)",
    "functional": "assert isinstance(model, keras.Model) and not isinstance(model, keras.Sequential)\n"
                  "assert 'call' not in vars(type(model)) or type(model).__module__.startswith('keras.')",
    "subclassing": "assert isinstance(model, keras.Model) and 'call' in vars(type(model))\n"
                   "assert not type(model).__module__.startswith('keras.')",
}
TRAININGS = {
    "fit": """model.compile(optimizer='sgd', loss='sparse_categorical_crossentropy')
losses = model.fit(images, labels, batch_size={images}, epochs={steps}, shuffle=False, verbose=0).history['loss']""",
    "tape": """losses = []
for _ in range({steps}):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, model(images)))
    losses.append(float(loss))
    for variable, gradient in zip(model.trainable_variables, tape.gradient(loss, model.trainable_variables)):
        variable.assign_sub(0.01 * gradient)""",
}
NETWORK = """import numpy as np
import tensorflow as tf
from tensorflow import keras

{style}
generator = np.random.default_rng(0)
labels = np.arange({images}) % 2
patterns = generator.normal(size=(2, *{shape}))
images = (patterns[labels] + generator.normal(0.0, 0.3, size=({images}, *{shape}))).astype('float32')
assert model(images).shape == ({images}, {classes})

wanted = {wanted}
layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
assert [type(layer).__name__ for layer in layers] == [name for name, _ in wanted]
shape = images.shape
for layer, (_, arguments) in zip(layers, wanted):
    config = layer.get_config()
    for name, value in arguments.items():
        pair = (value, value) if name in ('kernel_size', 'pool_size') else value
        assert config[name] == pair, f'{{name}}: expected {{value}}, found {{config[name]}}'
    shape = layer.compute_output_shape(shape)
    assert None not in shape
assert tuple(shape) == ({images}, {classes})

{training}
assert losses[-1] < losses[0]
"""
STEP = """import numpy as np

generator = np.random.default_rng(0)
labels = np.arange(6) % 2
patterns = generator.normal(size=(2, 32, 32, 3))
images = (patterns[labels] + generator.normal(0.0, 0.3, size=(6, 32, 32, 3))).astype('float32')
first = train_step(images, labels)
assert np.ndim(first) == 0
before = model.get_weights()
losses = [float(train_step(images, labels)) for _ in range(3)]
assert all((old != new).any() for old, new in zip(before, model.get_weights()))
assert losses[-1] < float(first)
"""


@dataclass(frozen=True)
class Training:
    """How the peers' checks train: `fit` or an eager `tape`, on so many images, for so many steps."""

    way: str
    images: int
    steps: int

    def __str__(self) -> str:
        return f"{self.way}, {self.steps} steps on {self.images} images"


def check_of(exercise: str, training: Training) -> str:
    """Returns the source of one exercise's check; it reads the global `model`, or `model` and `train_step`."""
    if exercise == "gradient_tape":
        return STEP
    dataset, _, style = exercise.partition("_")
    layers, sizes = NETWORKS[dataset], {"images": training.images, "steps": training.steps}
    return NETWORK.format(style=STYLE[style], shape=SHAPES[dataset], classes=layers[-1].arguments["units"],
                          wanted=[(layer.type, layer.arguments) for layer in layers],
                          training=TRAININGS[training.way].format(**sizes), **sizes)
