"""Tells a layer's config as plain JSON, the same way for a student's layer and for a spec's."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import keras
import numpy as np

ACTIVATIONS = ("relu", "softmax", "sigmoid", "tanh", "leaky_relu", "elu", "gelu", "selu", "silu", "softplus",
               "relu6", "hard_sigmoid", "log_softmax", "exponential", "softsign", "hard_silu", "mish")
PARTS = {"cell", "layer", "forward_layer", "backward_layer"}  # layers that some layers are made of
OUTLIERS = [0.1, -0.3, 30.0, -30.0, 1000.0, -1000.0]  # limits far from zero show too
PROBE = np.concatenate([np.linspace(-7.0, 7.0, 29), OUTLIERS]).astype(np.float32).reshape(1, -1)


def describe_config(layer: Any) -> dict[str, Any]:
    """Returns the layer's config as plain JSON: activations by name, no initializers.

    An `RNN` of a cell is told as the layer of that cell.
    """
    config = {key: value for key, value in layer.get_config().items()
              if key not in ("name", "build_config") and not key.endswith("_initializer")}
    for key in [key for key in config if key.endswith("activation")]:
        config[key] = activation_name(getattr(layer, key, None))
    for key in sorted(PARTS & set(config)):
        part = getattr(layer, key, None) or layer.forward_layer
        told = describe_config(part)
        if key == "cell":
            config |= told
            del config[key]
        else:
            config[key] = {"module": "keras.layers", "class_name": type(part).__name__, "config": told}
    if isinstance(config.get("dtype"), dict):
        config["dtype"] = config["dtype"].get("config", {}).get("name")
    plain: dict[str, Any] = json.loads(json.dumps(config, default=plain_number))
    return plain


def plain_number(value: Any) -> Any:
    """Returns a NumPy number as Python's own; of anything else that JSON has no form for, its type."""
    return value.item() if isinstance(value, np.number) else f"<{type(value).__name__}>"


def activation_name(function: Callable[..., Any] | None) -> str | None:
    """Names an activation by what it does to a few numbers; its own name does not count.

    Returns:
        Keras' name of it, or `unknown`; None where there is no activation.
    """
    if function is None:
        return None
    try:
        found = np.asarray(function(keras.ops.convert_to_tensor(PROBE)))
    except Exception:
        return "unknown"
    if same(found, PROBE):
        return "linear"
    return next((name for name in ACTIVATIONS if same(apply_activation(name, PROBE), found)), "unknown")


def apply_activation(name: str, values: np.ndarray) -> np.ndarray:
    """Applies a stock activation over the last axis."""
    return np.asarray(getattr(keras.activations, name)(keras.ops.convert_to_tensor(values)))


def same(left: np.ndarray, right: np.ndarray) -> bool:
    """Whether two arrays hold the same values, up to the rounding of float32."""
    return left.shape == right.shape and np.allclose(left, right, rtol=1e-4, atol=1e-6, equal_nan=False)
