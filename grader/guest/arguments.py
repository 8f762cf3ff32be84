"""What a student's function is given: values as a caller would give them, by the names that it has for them."""

from __future__ import annotations

import inspect
from typing import Any

STARRED = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


class Settings(dict[str, Any]):
    """Values by name, as functions that build models get them: `hp["units"]`, `hp.units`, `hp.Int("units", 8, 64)`."""

    def __getattr__(self, name: str) -> Any:
        if name not in self:
            raise AttributeError(name)
        return self[name]

    def told(self, name: str, *_: Any, **__: Any) -> Any:
        """Returns the value of that name, whatever it could have been chosen from."""
        return self[name]

    Int = Float = Choice = Boolean = Fixed = told


def as_python(value: Any) -> Any:
    """Returns a value as a caller would give it."""
    if isinstance(value, dict):
        return Settings({name: as_python(each) for name, each in value.items()})
    return tuple(map(as_python, value)) if isinstance(value, list) else value


def as_taken(function: Any, names: tuple[str, ...], told: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """Returns the arguments of a call by position and by name: by the exercise's names, else in their order."""
    try:
        own = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        own = {}.values()
    taken = [each.name for each in own if each.kind not in STARRED]
    others = iter([name for name in taken if name not in names])
    any_name = any(each.kind is inspect.Parameter.VAR_KEYWORD for each in own)
    called = {name: name if name in taken else next(others, name if any_name else "") for name in names}
    if not all(called[name] for name in told):
        return [told[name] for name in names if name in told], {}
    first = [each.name for each in own if each.kind is inspect.Parameter.POSITIONAL_ONLY]
    named = {called[name]: value for name, value in told.items()}
    return [named.pop(name) for name in first if name in named], named
