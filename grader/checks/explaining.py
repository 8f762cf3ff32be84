"""What kind of claim a check is, and code that keeps or breaks it: what `grader explain` is made of."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from grader.specs.types import ExerciseSpec, LayerSpec

OF_A_LAYER = ("type", "defaults", "output_shape", "activation")


def kind_of(check_id: str, spec: ExerciseSpec) -> str:
    """Returns the kind of a check: under this name its texts and examples stand."""
    label, _, rest = check_id.rpartition(".")
    if check_id == "style":
        return f"style_{spec.style}"
    if check_id == "training":
        return "training" if spec.network is not None else "training_of_step"
    if not label or label == "answer":
        return check_id.replace(".", "_")
    return f"layer_{rest}" if rest in OF_A_LAYER else "layer_argument"


def layer_of(check_id: str, spec: ExerciseSpec) -> LayerSpec | None:
    """Returns the asked layer a check is about; None where it is about the whole."""
    label = check_id.rpartition(".")[0]
    if spec.network is None or label not in spec.network.labels:
        return None
    return spec.network.layers[spec.network.labels.index(label)]


def examples(check_id: str, spec: ExerciseSpec) -> tuple[str, str]:
    """Returns a little code that is right and one that is wrong: of the layer itself, or of the kind of check."""
    layer, name = layer_of(check_id, spec), check_id.rpartition(".")[2]
    if layer is None:
        both = read_examples()[kind_of(check_id, spec)]
        return both["right"], both["wrong"]
    right = written(layer.type, layer.arguments)
    if name in layer.arguments:
        return right, written(layer.type, layer.arguments | {name: another(layer.arguments[name])})
    if name == "type":
        return right, written("Flatten", {}) if layer.type != "Flatten" else written("Dense", {"units": 10})
    if name == "defaults":
        return right, written(layer.type, layer.arguments | {"trainable": False})
    both = read_examples()["layer_output_shape"]
    return both["right"], both["wrong"]


def written(layer_type: str, arguments: dict[str, object]) -> str:
    """Returns a layer as code."""
    return f"keras.layers.{layer_type}({', '.join(f'{name}={value!r}' for name, value in arguments.items())})"


def another(value: object) -> object:
    """Returns a value of the same kind that is not this one."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return 2 * value if value else 1
    if isinstance(value, list):
        return [another(each) for each in value]
    return "linear" if value != "linear" else "relu"


@cache
def read_examples() -> dict[str, dict[str, str]]:
    """Reads the examples of checks that are about more than a layer."""
    return tomllib.loads((Path(__file__).parent / "examples.toml").read_text(encoding="utf-8"))
