"""Which known name is meant by one that is not known: one rule for answers, specs and commands. Runs nothing."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

LIKENESS = 0.7
TOO_SHORT = 3  # with so few letters every second name is near


def nearest_name(name: str, known: Iterable[str], *, likeness: float = LIKENESS,
                 numbers_count: bool = True) -> str | None:
    """Returns the known name that is meant, of equally near ones the first; None if none is near."""
    return next(iter(nearest_names(name, known, likeness=likeness, numbers_count=numbers_count)), None)


def nearest_names(name: str, known: Iterable[str], *, likeness: float = LIKENESS,
                  numbers_count: bool = True) -> list[str]:
    """Returns the known names that may be meant, the nearest first; none if none is near.

    A name that is known itself is not misspelt: something else is wrong with it, and no other name is meant.

    Args:
        numbers_count: whether names that differ in a number alone, as `pool1` and `pool2`, are two things.
    """
    names = dict.fromkeys(known)
    if name in names:
        return []
    near = {each: likeness_of(name, each) for each in names if not (numbers_count and differ_in_number(name, each))}
    return sorted((each for each in near if near[each] >= likeness), key=lambda each: -near[each])


def likeness_of(name: str, other: str) -> float:
    """Returns how near two names are, from 0 to 1: capitals and underscores count nothing."""
    left, right = folded(name), folded(other)
    if max(len(left), len(right)) <= TOO_SHORT:
        return float(bool(left) and (sorted(left) == sorted(right) or lacks_a_letter(left, right)))
    return SequenceMatcher(None, left, right).ratio()


def lacks_a_letter(name: str, other: str) -> bool:
    """Whether a short word is another one without one of its letters, as `ad` is `add`."""
    return len(name) > 1 and any(name == other[:place] + other[place + 1:] for place in range(1, len(other)))


def differ_in_number(name: str, other: str) -> bool:
    """Whether two names are the same word with another number, or with none."""
    return folded(name) != folded(other) and without_digits(name) == without_digits(other)


def folded(name: str) -> str:
    """Returns a name without capitals and underscores."""
    return name.lower().replace("_", "")


def without_digits(name: str) -> str:
    """Returns a folded name without its digits."""
    return "".join(letter for letter in folded(name) if not letter.isdigit())
