"""Pretrained networks of `keras.applications`, served without a download: nothing can be loaded in a guest.

Their weights are drawn, as those of any network are; what was asked for is told.
"""

from __future__ import annotations

import functools
import inspect
import sys
from typing import Any

import keras

from grader.challenge.stock_layers import applications
from grader.evidence.claims import ApplicationClaim
from grader.guest.lines import student_line

MADE: list[tuple[Any, ApplicationClaim]] = []


def serve_applications() -> None:
    """Puts constructors that load nothing in place of Keras', under every name it gives them."""
    serving = {id(original): served(name, original) for name, original in applications().items()}
    for module in [each for name, each in sys.modules.items() if name.startswith("keras.") and ".applications" in name]:
        for name, value in list(vars(module).items()):
            if id(value) in serving:
                setattr(module, name, serving[id(value)])


def served(name: str, original: Any) -> Any:
    """Returns a constructor that makes the network with any weights, and remembers what was asked for."""
    signature = inspect.signature(original)

    @functools.wraps(original)
    def make(*args: Any, **options: Any) -> Any:
        bound = signature.bind(*args, **options)
        bound.apply_defaults()
        asked = dict(bound.arguments)
        model = original(**asked | {"weights": None})
        taken = asked.pop("input_tensor", None)
        if taken is None or isinstance(taken._keras_history.operation, keras.layers.InputLayer):
            plain = {key: value for key, value in asked.items() if isinstance(value, bool | int | float | str)}
            shape = list(model.inputs[0].shape[1:])
            MADE.append((model, ApplicationClaim(name, plain | {"input_shape": shape}, place=student_line())))
        return model

    return make


def tell_applications(layers: list[Any]) -> tuple[tuple[ApplicationClaim, ...], dict[int, tuple[int, int]]]:
    """Finds which layers are those of a pretrained network.

    Returns:
        The networks, and for each such layer (by its index) which network it belongs to and its place in it.
    """
    told: list[ApplicationClaim] = []
    members: dict[int, tuple[int, int]] = {}
    for model, claim in MADE:
        places = {id(layer): place for place, layer in enumerate(model.layers)}
        found = {index: places[id(layer)] for index, layer in enumerate(layers) if id(layer) in places}
        if found:
            last = max(found.values())
            members |= {index: (len(told), place) for index, place in found.items()}
            cut = "" if last == len(model.layers) - 1 else model.layers[last].name
            told.append(ApplicationClaim(claim.type, claim.arguments, cut, claim.place))
    return tuple(told), members
