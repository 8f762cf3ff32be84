"""What a spec can say of a value: the value itself, bounds, choices, nothing, or an object of Keras by its config.

units = 64                              exactly
units = { min = 8, max = 64 }           bounds; one of them will do
padding = { one_of = ["same", "valid"] }
use_bias = { any = true }
units = { min = 8, as = "code" }        bound by what the answer has, and elsewhere
units = { same = "code" }               the same, or { same = "code", times = 2 }
filters = { of = "filters" }            what the call of a builder says, or { of = "filters", times = 4 }
kernel_regularizer = { type = "L2", l2 = 0.01 }     or "l2": however it is written
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from grader.specs.keras_names import keras_names

BOUNDS = {"min", "max"}
# What an argument that Keras has no default for is set to where a spec leaves it free.
WITHOUT_DEFAULT = {"units": 5, "filters": 5, "kernel_size": 3, "rate": 0.3, "output_dim": 5, "num_heads": 2,
                   "key_dim": 4, "activation": "relu"}


def needed(layer_type: str) -> dict[str, Any]:
    """Returns arguments that a type needs where another that will do, with the same arguments, has a default."""
    return {"pool_size": 2} if layer_type.startswith("AveragePooling") else {}


def is_open(wanted: Any) -> bool:
    """Whether more than one value will do."""
    if not isinstance(wanted, dict):
        return False
    told = set(wanted) - {"as"}
    return bool(told) and (told <= BOUNDS or told in (
        {"one_of"}, {"any"}, {"same"}, {"same", "times"}, {"of"}, {"of", "times"}))


def parameter_of(wanted: Any) -> str | None:
    """Returns the parameter of a builder that a value of a spec stands for, `hp.units` for an entry of one, if any."""
    return str(wanted["of"]) if isinstance(wanted, dict) and "of" in wanted else None


def bound(wanted: Any, names: Mapping[str, Any]) -> Any:
    """Returns what a value is that was to be the same as one bound elsewhere; any other as it is."""
    if not isinstance(wanted, dict) or wanted.get("same") not in names:
        return wanted
    value = names[wanted["same"]]
    return value * wanted["times"] if "times" in wanted else value


def bindings(values: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    """Returns by name the values that are bound, of pairs of what a spec says and the value there is."""
    return {wanted["as"]: whole(found) for wanted, found in values
            if isinstance(wanted, dict) and "as" in wanted and found is not None and fits(wanted, found)}


def whole(found: Any) -> Any:
    """Returns a size as one number where all axes have the same."""
    return found[0] if isinstance(found, list) and found and len(set(map(str, found))) == 1 else found


def fits(wanted: Any, found: Any) -> bool:
    """Whether a config value is what a spec says: `3` is `[3, 3]`, `2` is `2.0`, and `"l2"` an object of class L2."""
    if is_open(wanted):
        return fits_open(wanted, found)
    if is_object(found):
        if wanted == found:
            return True
        wanted, found = one_penalty(object_config(wanted)), one_penalty(found)
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
    if {"any", "same", "of"} & set(wanted):  # one that is not bound yet
        return True
    values = found if isinstance(found, list) and found else [found]
    return all(isinstance(each, int | float) and not isinstance(each, bool)
               and wanted.get("min", each) <= each <= wanted.get("max", each) for each in values)


def example(name: str, wanted: Any) -> Any:
    """Returns a value that will do for the argument of that name; None where it may be left out."""
    if not is_open(wanted):
        return wanted
    if "one_of" in wanted:
        return wanted["one_of"][0]
    return wanted.get("min", wanted.get("max", WITHOUT_DEFAULT.get(name)))


def in_words(wanted: Any) -> str:
    """Writes what a spec says of a value so that every language reads it: `≥ 8`, `8 … 64`, `'same' / 'valid'`, `…`."""
    if not is_open(wanted):
        return repr(wanted)
    if "one_of" in wanted:
        return " / ".join(map(repr, wanted["one_of"]))
    if "same" in wanted:
        return f"{wanted['times']} × {wanted['same']}" if "times" in wanted else f"= {wanted['same']}"
    if "of" in wanted:
        return f"{wanted['times']} × {wanted['of']}" if "times" in wanted else str(wanted["of"])
    if "any" in wanted:
        return "…"
    if set(wanted) >= BOUNDS:
        return f"{wanted['min']} … {wanted['max']}"
    return f"≥ {wanted['min']}" if "min" in wanted else f"≤ {wanted['max']}"


def named_settings(wanted: Any, found: Any) -> Any:
    """Returns an object of Keras with those of its settings alone that the spec names; any other value as it is."""
    asked = object_config(wanted) if isinstance(wanted, str | dict) and not is_open(wanted) else None
    if asked is None or not is_object(found) or found.get("module") != "keras.layers":
        return found
    return found | {"config": {name: found["config"][name] for name in asked["config"] if name in found["config"]}}


def one_penalty(told: Any) -> Any:
    """Returns an `L1L2` with a single penalty as the regularizer of that one, any other object as it is."""
    if told is None or told.get("class_name") != "L1L2":
        return told
    config = told["config"]
    left = [name for name in ("l1", "l2") if config.get(name)]
    return {"class_name": left[0].upper(), "config": {left[0]: config[left[0]]}} if len(left) == 1 else told


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


def buildable(name: str, wanted: Any) -> Any:
    """Returns a value that will do for the argument of that name, as Keras takes it in a config."""
    value = example(name, wanted)
    return object_config(value) if isinstance(value, dict) else value
