"""How the layers of a spec are called on each other: pure, and without TensorFlow."""

from __future__ import annotations

from collections.abc import Sequence

from grader.evidence.claims import CallClaim
from grader.evidence.questions import AskedLayer


def calls_of(layers: Sequence[AskedLayer]) -> tuple[tuple[CallClaim, ...], tuple[int, ...]]:
    """Returns the calls that make a network of asked layers, and which of them is that of each layer."""
    calls: list[CallClaim] = []
    numbers: list[int] = []

    def source(position: int, part: int) -> int:
        if position < 0:
            return position
        if not part:
            return numbers[position]
        calls.append(CallClaim(layer=calls[numbers[position]].layer, inputs=(numbers[position],), output_shape=(),
                               part=part))
        return len(calls) - 1

    for position, layer in enumerate(layers):
        parts = layer.parts or (0,) * len(layer.inputs)
        inputs = tuple(source(*each) for each in zip(layer.inputs, parts, strict=True))
        names = layer.names
        if len(inputs) == 3 and names[1:] == ("value", "key") and inputs[1] == inputs[2]:
            inputs, names = inputs[:2], names[:2]
        numbers.append(len(calls))
        calls.append(CallClaim(
            layer=position if layer.instance is None else layer.instance, inputs=inputs, output_shape=(),
            names=names if any(names) else (), as_list=len(inputs) > 1 and not any(names),
            options={name: value for name, value in layer.call.items() if name != "training"},
            training=layer.call.get("training")))
    return tuple(calls), tuple(numbers)
