"""What a spec can say of a value: the value itself, bounds, choices, nothing, or an object of Keras by its config.

units = 64                              exactly
units = { min = 8, max = 64 }           bounds; one of them will do
padding = { one_of = ["same", "valid"] }
use_bias = { any = true }
kernel_regularizer = { type = "L2", l2 = 0.01 }     or "l2": however it is written
"""

from __future__ import annotations

import math
from typing import Any

from grader.specs.keras_names import keras_names

BOUNDS = {"min", "max"}


def is_open(wanted: Any) -> bool:
    """Whether more than one value will do."""
    return isinstance(wanted, dict) and bool(wanted) and (
        set(wanted) <= BOUNDS or set(wanted) in ({"one_of"}, {"any"}))


def fits(wanted: Any, found: Any) -> bool:
    """Whether a config value is what a spec says: `3` is `[3, 3]`, `2` is `2.0`, and `"l2"` an object of class L2."""
    if is_open(wanted):
        return fits_open(wanted, found)
    if is_object(found):
        if wanted == found:
            return True
        wanted = object_config(wanted)
        return wanted is not None and wanted["class_name"] == found["class_name"] \
            and all(fits(value, found["config"].get(name)) for name, value in wanted["config"].items())
    if isinstance(found, list):
        if isinstance(wanted, list | tuple):
            return list(wanted) == found
        return all(fits(wanted, each) for each in found) and bool(found)
    if isinstance(wanted, bool) or isinstance(found, bool):
        return wanted is found
    if isinstance(wanted, float) and isinstance(found, float):
        return math.isclose(wanted, found, rel_tol=1e-6)
    return bool(wanted == found)


def fits_open(wanted: dict[str, Any], found: Any) -> bool:
    """Whether a value lies within bounds, or is one of the choices."""
    if "one_of" in wanted:
        return any(fits(each, found) for each in wanted["one_of"])
    if "any" in wanted:
        return True
    values = found if isinstance(found, list) and found else [found]
    return all(isinstance(each, int | float) and not isinstance(each, bool)
               and wanted.get("min", each) <= each <= wanted.get("max", each) for each in values)


def example(wanted: Any) -> Any:
    """Returns a value that will do; None where the argument may be left out."""
    if not is_open(wanted):
        return wanted
    if "one_of" in wanted:
        return wanted["one_of"][0]
    return wanted.get("min", wanted.get("max"))


def in_words(wanted: Any) -> str:
    """Writes what a spec says of a value so that every language reads it: `≥ 8`, `8 … 64`, `'same' / 'valid'`, `…`."""
    if not is_open(wanted):
        return repr(wanted)
    if "one_of" in wanted:
        return " / ".join(map(repr, wanted["one_of"]))
    if "any" in wanted:
        return "…"
    if len(wanted) == 2:
        return f"{wanted['min']} … {wanted['max']}"
    return f"≥ {wanted['min']}" if "min" in wanted else f"≤ {wanted['max']}"


def is_object(value: Any) -> bool:
    """Whether a config value is an object of Keras."""
    return isinstance(value, dict) and "class_name" in value and isinstance(value.get("config"), dict)


def object_config(wanted: Any) -> dict[str, Any] | None:
    """Returns what Keras tells of an object that a spec names: class and config, where not told, as by default."""
    if isinstance(wanted, str):
        return keras_names().objects.get(wanted)
    if not isinstance(wanted, dict) or "type" not in wanted:
        return None
    told = {name: value for name, value in wanted.items() if name != "type"}
    if wanted["type"] in keras_names().layers:
        return {"module": "keras.layers", "class_name": wanted["type"], "config": told}
    known = keras_names().objects.get(wanted["type"])
    return known and known | {"config": known["config"] | told}


def buildable(wanted: Any) -> Any:
    """Returns a value that will do as Keras takes it in a config."""
    value = example(wanted)
    return object_config(value) if isinstance(value, dict) else value
