"""Strategies that draw something near to what is right, so that it gets further than junk does."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

TEXTS = st.text(max_size=20) | st.sampled_from(["", "\x00", "\ud800", "__layer__", "(", "=1+1", "\x1b[31m", "a" * 5000])
NUMBERS = st.integers() | st.floats() | st.sampled_from([-1, 0, 64, 2**31, 2**63, -(2**63), 10**30, 1e308])
LEAVES = st.none() | st.booleans() | NUMBERS | TEXTS
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
                    max_leaves=12)


@st.composite
def changed(draw: st.DrawFn, value: Any, replacements: st.SearchStrategy = JSON) -> Any:
    """Returns a JSON value with up to three places in it replaced, removed or doubled."""
    value = copy.deepcopy(value)
    for _ in range(draw(st.integers(1, 3))):
        place, key = draw(st.sampled_from(places(value) or [(None, None)]))
        if place is None:
            return draw(replacements)
        kind = draw(st.sampled_from(["replace", "remove", "double"]))
        if kind == "replace":
            place[key] = draw(replacements)
        elif kind == "remove":
            del place[key]
        elif isinstance(place, list):
            place.insert(key, copy.deepcopy(place[key]))
    return value


def places(value: Any) -> list[tuple[Any, Any]]:
    """Returns (container, key) of everything inside a JSON value."""
    keys = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = []
    for key, inner in list(keys):
        found += [(value, key), *places(inner)]
    return found


@st.composite
def edited(draw: st.DrawFn, text: str, pieces: st.SearchStrategy = TEXTS) -> str:
    """Returns a text of which up to four spans are cut, replaced or moved."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 40)))
        piece = draw(pieces | st.just(text[start:end] * 2))
        text = text[:start] + piece + text[end:]
    return text
