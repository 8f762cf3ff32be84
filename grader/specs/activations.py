"""What is known of activations without Keras: which layers are one and nothing else, and what each does to values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.specs.keras_names import keras_names

STANDING = {"Activation", "ReLU", "Softmax", "ELU", "LeakyReLU"}  # the layers that can be nothing else
ELEMENTWISE = {"relu", "sigmoid", "tanh", "elu", "gelu", "selu", "silu", "softplus", "softsign", "leaky_relu",
               "relu6", "hard_sigmoid", "exponential", "hard_silu", "mish"}
SQUASHED = {"softmax", "sigmoid", "hard_sigmoid"}  # those that give shares of one


def activation_of(layer_type: str, config: Mapping[str, Any], axes: int) -> str | None:
    """Returns the activation a layer is nothing but, under Keras' name; None for any other layer.

    Args:
        axes: how many its output has without the batch.
    """
    match layer_type:
        case "Activation":
            return config.get("activation") if isinstance(config.get("activation"), str) else None
        case "ReLU":
            plain = config.get("negative_slope") == 0 and config.get("threshold") == 0
            names = [name for limit, name in ((None, "relu"), (6, "relu6")) if config.get("max_value") == limit]
            return names[0] if plain and names else None
        case "Softmax":
            return "softmax" if config.get("axis") in (-1, axes) else None
        case "ELU":
            return "elu" if config.get("alpha") == 1 else None
        case "LeakyReLU":
            return "leaky_relu" if config.get("negative_slope") == 0.2 else None
    return None


def asked_activation(layer_type: str, arguments: dict[str, Any]) -> str | None:
    """Returns the activation that a layer is and nothing else if it is told these arguments."""
    return activation_of(layer_type, keras_names().defaults.get(layer_type, {}) | arguments, axes=-1)


def starts_linear(layer_type: str) -> bool:
    """Whether a layer takes an activation and has none where nothing is said."""
    return keras_names().defaults.get(layer_type, {}).get("activation", "") is None
