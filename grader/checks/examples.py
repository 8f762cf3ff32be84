"""What kind of claim a check is, and code that keeps or breaks it: what `grader explain` is made of."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from grader.specs.keras_names import keras_names
from grader.specs.types import ExerciseSpec, LayerSpec

OTHER_NUMBERS = (5, 7, 9, 11, 13, 17, 19, 21)
OTHER_LAYERS = ("Conv1D", "MaxPooling1D", "SimpleRNN", "Dense")
OTHER_TEXTS = ("tanh", "elu", "selu", "gelu", "silu", "mish")
OF_COMPILE = ("called", "trains", "optimizer", "loss", "from_logits", "metrics", "defaults")
OF_A_LAYER = ("type", "defaults", "output_shape", "activation")


def kind_of(check_id: str, spec: ExerciseSpec) -> str:
    """Returns the kind of a check: under this name its texts and examples stand."""
    label, _, rest = check_id.rpartition(".")
    if check_id == "style":
        return f"style_{spec.style}"
    if (own := f"{check_id}_of_{spec.kind}") in read_examples():
        return own
    if label in ("count", "model"):
        return label
    if not label or label == "answer":
        return check_id.replace(".", "_")
    if label == "compile":
        return check_id.replace(".", "_") if rest in OF_COMPILE else "compile_setting"
    return f"layer_{rest}" if rest in OF_A_LAYER else "layer_argument"


def layer_of(check_id: str, spec: ExerciseSpec) -> LayerSpec | None:
    """Returns the asked layer a check is about; None where it is about the whole."""
    label = check_id.rpartition(".")[0]
    labels = spec.subject.labels
    return spec.subject.layers[labels.index(label)] if label in labels else None


def examples(check_id: str, spec: ExerciseSpec) -> tuple[str, str]:
    """Returns a little code that is right and one that is wrong, on another layer and with other values than asked."""
    layer, name = layer_of(check_id, spec), check_id.rpartition(".")[2]
    if layer is None or name not in layer.arguments:
        both = read_examples()[kind_of(check_id, spec)]
        return both["right"], both["wrong"]
    asked = {str(value) for each in spec.subject.layers for value in each.arguments.values()}
    wanted, other = not_asked(layer.arguments[name], asked)
    takes = [each for each in OTHER_LAYERS if each != layer.type and name in keras_names().layers[each]]
    kind = next(iter(takes), layer.type)
    right, wrong = (f"# {name}: {wanted}\n{written(kind, {name: value})}" for value in (wanted, other))
    return right, wrong


def written(layer_type: str, arguments: dict[str, object]) -> str:
    """Returns a layer as code."""
    return f"keras.layers.{layer_type}({', '.join(f'{name}={value!r}' for name, value in arguments.items())})"


def not_asked(value: Any, asked: set[str]) -> tuple[Any, Any]:
    """Returns two values of the kind of an argument, of which the exercise asks for none."""
    if isinstance(value, bool):
        return not value, value
    if isinstance(value, list):
        pairs = [not_asked(each, asked) for each in value]
        return [first for first, _ in pairs], [second for _, second in pairs]
    others: tuple[Any, ...] = OTHER_TEXTS if isinstance(value, str) else OTHER_NUMBERS
    first, second, *_ = (each for each in others if str(each) not in asked)
    return (first / 10, second / 10) if isinstance(value, float) and value < 1 else (first, second)


@cache
def read_examples() -> dict[str, dict[str, str]]:
    """Reads the examples of checks that are about more than a layer."""
    return tomllib.loads((Path(__file__).parent / "examples.toml").read_text(encoding="utf-8"))
