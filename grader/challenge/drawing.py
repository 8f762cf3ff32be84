"""Everything drawn from a challenge's seed: weights, inputs, labels. The same in every process, from NumPy alone."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cache
from typing import get_args

import numpy as np
from msgspec.structs import replace

from grader.evidence.claims import LOOKS_UP, CallClaim, Challenge, InputValues, LabelForm, LayerClaim

BATCH = 4
SAMPLED_ABOVE = 1_000  # values of one variable: so many, evenly spread, tell how all have moved
ALIGNMENT = 64  # bytes: TensorFlow takes over no other memory
POOL = 65_537  # so many values are drawn for one variable, then repeated: prime, so that no axis repeats them
NUMBERS = InputValues()
LABEL_FORMS: tuple[LabelForm, ...] = get_args(LabelForm)


def draw_variable(seed: int, layer: int, index: int, name: str, shape: tuple[int, ...], dtype: str) -> np.ndarray:
    """Draws one variable of a layer, small enough that no output saturates and large enough that each layer tells.

    Weights of several axes have mean 0 and variance 1 / fan-in (LeCun et al., Efficient BackProp, 1998); biases a
    standard deviation of 0.05; variances and scales lie between 0.5 and 1.5.

    Args:
        layer: position among the layers that have variables.
        index: position of the variable in the layer.
        name: Keras' name of the variable (`kernel`, `bias`, `gamma`, `moving_variance`, …).
        shape: of the variable.
        dtype: of the variable; whole numbers are states of random generators.
    """
    generator = np.random.default_rng([seed, layer, index])
    if "int" in dtype:
        return generator.integers(0, 2**31 - 1, size=shape).astype(dtype)
    if "variance" in name or "gamma" in name:
        return generator.uniform(0.5, 1.5, size=shape).astype(dtype)
    if len(shape) < 2:
        return generator.normal(0.0, 0.05, size=shape).astype(dtype)
    fan_in = float(np.prod(shape[:-1]))
    values = generator.random(size=min(POOL, int(np.prod(shape))), dtype=np.float32)
    values -= np.float32(0.5)
    values *= np.float32(np.sqrt(12.0 / fan_in))
    return repeat(values, shape).astype(dtype, copy=False)


def repeat(values: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Returns an array in which the values come again and again, in memory as TensorFlow can take it over."""
    size = int(np.prod(shape))
    memory = np.empty(size + ALIGNMENT, dtype=values.dtype)
    start = -memory.ctypes.data % ALIGNMENT // values.itemsize
    flat = memory[start:start + size]
    whole = size - size % values.size
    flat[:whole].reshape(-1, values.size)[:] = values
    flat[whole:] = values[:size - whole]
    return flat.reshape(shape)


def vocabularies(layers: Sequence[LayerClaim], calls: Sequence[CallClaim], inputs: int) -> tuple[int | None, ...]:
    """Returns, for each input of a network, below which whole numbers it is looked up; None where it is not."""
    origin = {-1 - number: -1 - number for number in range(inputs)}
    sizes: dict[int, int] = {}
    for number, call in enumerate(calls):
        source, layer = origin.get(call.inputs[0], 0), layers[call.layer]
        size = layer.config.get(LOOKS_UP.get(layer.type, ""))
        if source < 0 and isinstance(size, int):
            sizes[source] = min(size, sizes.get(source, size))
        elif not layer.weight_shapes and len(call.inputs) == 1:
            origin[number] = source
    return tuple(sizes.get(-1 - number) for number in range(inputs))


def values_given(declared: Sequence[InputValues], looked_up: Sequence[int | None], *,
                 all_words: bool = False) -> tuple[InputValues, ...]:
    """Returns what each input of a network is given: what the exercise declares, else what it looks up, or numbers.

    Args:
        looked_up: below which whole numbers each is looked up, as of `vocabularies`.
        all_words: also tokens that are not found where they are looked up.
    """
    given = []
    for number, size in enumerate(looked_up):
        each = declared[number] if number < len(declared) else NUMBERS
        if size is not None and each.vocabulary is None:
            each = InputValues("tokens", size)
        elif size is not None and each.vocabulary is not None and not all_words:
            each = replace(each, vocabulary=min(size, each.vocabulary))
        given.append(each)
    return tuple(given)


def draw_tokens(generator: np.random.Generator, sizes: tuple[int, ...], batch: int, vocabulary: int) -> np.ndarray:
    """Draws whole numbers `[batch, *sizes]` below a vocabulary's size: two patterns in turn, some exchanged.

    Each second row ends in padding, which is 0.
    """
    least = min(1, vocabulary - 1)
    pattern = generator.integers(least, vocabulary, size=(2, *sizes))[np.arange(batch) % 2]
    chances = generator.random((batch, *sizes, 2))
    other = least + np.floor(chances[..., 1] * (vocabulary - least))
    tokens = np.where(chances[..., 0] < 0.2, other, pattern)
    if sizes and sizes[-1] > 1:
        tokens[1::2, ..., -(-3 * sizes[-1] // 4):] = 0
    if tokens.size:
        tokens.flat[0] = vocabulary - 1  # the last word is among them
    return tokens


def draw_pixels(generator: np.random.Generator, sizes: tuple[int, ...], batch: int) -> np.ndarray:
    """Draws whole numbers `[batch, *sizes]` from 0 to 255: two patterns in turn, under noise."""
    pattern = generator.integers(0, 256, size=(2, *sizes))[np.arange(batch) % 2]
    pixels: np.ndarray = np.clip(pattern + generator.integers(-40, 41, size=(batch, *sizes)), 0, 255)
    return pixels


def draw_inputs(seed: int, shapes: tuple[tuple[int | None, ...], ...], batch: int = BATCH,
                values: Sequence[InputValues] = ()) -> list[np.ndarray]:
    """Draws a batch for each input of a network that can be learnt from: two patterns in turn, under noise.

    Args:
        shapes: of the inputs, batch left out; an open axis becomes 8.
        batch: how many images; a larger batch begins with the images of a smaller one.
        values: what each input holds; numbers, where there is none.

    Returns:
        `[batch, *shape]` for each input in its dtype, float32 for numbers: patterns of standard deviation 1 under noise
        of 0.3.
    """
    batches = []
    for number, shape in enumerate(shapes):
        generator = np.random.default_rng([seed, 1_000_000 + number])
        sizes = tuple(axis or 8 for axis in shape)
        held = values[number] if number < len(values) else NUMBERS
        if held.values != "numbers":
            drawn = draw_pixels(generator, sizes, batch) if held.vocabulary is None else draw_tokens(
                generator, sizes, batch, held.vocabulary)
            batches.append(drawn.astype(held.dtype))
            continue
        patterns = generator.normal(0.0, 1.0, size=(2, *sizes))
        noise = generator.normal(0.0, 0.3, size=(batch, *sizes))
        batches.append((patterns[np.arange(batch) % 2] + noise).astype(np.float32).astype(held.dtype, copy=False))
    return batches


def draw_labels(seed: int, classes: int, batch: int = BATCH) -> np.ndarray:
    """Draws the int64 labels `[batch]` of `draw_inputs`: one class for each of the two patterns."""
    pair = np.random.default_rng([seed, 2_000_000]).permutation(max(classes, 2))[:2] % classes
    return pair[np.arange(batch) % 2]


def draw_numbers(seed: int, batch: int = BATCH) -> np.ndarray:
    """Draws float32 numbers `[batch]` to learn from `draw_inputs`: one about each of two, for the two patterns."""
    generator = np.random.default_rng([seed, 5_000_000])
    return (generator.uniform(0.3, 2.0, size=2)[np.arange(batch) % 2] + generator.normal(0.0, 0.05, size=batch)).astype(
        np.float32)


def draw_answers(seed: int, classes: int, batch: int = BATCH) -> np.ndarray:
    """Draws what a training step is to learn: class numbers, or of one class numbers."""
    return draw_numbers(seed, batch) if classes == 1 else draw_labels(seed, classes, batch)


def labels_of_call(labels: np.ndarray, classes: int, call: int) -> np.ndarray:
    """Returns what one of several calls of a step is to learn.

    Numbers change their sign with every call: under gradients that stay alike, Adam with and without a state is one.
    """
    return -labels if classes == 1 and call % 2 else labels


def label_forms(classes: int) -> tuple[LabelForm, ...]:
    """Returns the forms that labels may come in; numbers are none of classes."""
    return ("column", "flat") if classes == 1 else LABEL_FORMS


def rows_in(batch: np.ndarray, values: np.ndarray) -> list[int]:
    """Returns which row of a batch each of the values equals, the first that does; -1 for none."""
    return [next((row for row, each in enumerate(batch) if np.array_equal(each, value)), -1) for value in values]


def draw_step_batch(challenge: Challenge, shapes: tuple[tuple[int | None, ...], ...],
                    label_form: str) -> tuple[np.ndarray, np.ndarray]:
    """Draws features and labels for the calls of a training step.

    Args:
        challenge: seed, number of images and of classes, and what the features hold.
        shapes: of the network's inputs, batch left out; the first is used.
        label_form: `column` `[batch, 1]`, `flat` `[batch]`, or `one_hot` `[batch, classes]`; float32 as the
            course page feeds them, or `column_int`, `flat_int`.
    """
    labels = draw_answers(challenge.seed, challenge.classes, challenge.batch)
    features = draw_inputs(challenge.seed, shapes[:1], challenge.batch, challenge.input_values)[0]
    return features, form_labels(labels, challenge.classes, label_form)


def form_labels(labels: np.ndarray, classes: int, label_form: str) -> np.ndarray:
    """Returns class numbers, or numbers where there is one class, `[batch]` in one of the `label_forms`."""
    dtype = np.int64 if label_form.endswith("_int") else np.float32
    formed: np.ndarray = labels[:, None] if label_form.startswith("column") else labels
    if label_form == "one_hot":
        formed = labels[:, None] == np.arange(classes)[None, :]
    return formed.astype(dtype)


def draw_targets(seed: int, shape: tuple[int, ...]) -> np.ndarray:
    """Draws float32 values of mean 0 and standard deviation 1 to compare an output of this whole shape with."""
    return np.random.default_rng([seed, 3_000_000]).normal(0.0, 1.0, size=shape).astype(np.float32)


def sample_of(values: np.ndarray) -> np.ndarray:
    """Returns the values that are told of a variable: all of it, or of a very large one evenly spread ones."""
    flat = values.ravel()
    return values if flat.size <= SAMPLED_ABOVE else flat[:: flat.size // SAMPLED_ABOVE | 1]


@cache
def learnable_images(name: str, shape: tuple[int, ...], classes: int, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Makes images that can be learnt: each class has a pattern of its own, under noise.

    Returns:
        uint8 images `[rows, *shape]` and int64 labels `[rows]`, the same arrays each time.
    """
    generator = np.random.default_rng(zlib.crc32(name.encode()))
    labels = np.arange(rows) % classes
    patterns = generator.integers(0, 200, size=(classes, *shape))
    noise = generator.integers(0, 56, size=(rows, *shape))
    return (patterns[labels] + noise).astype(np.uint8), labels.astype(np.int64)
