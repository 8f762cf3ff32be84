"""How names and ids compare, however a site, a spreadsheet or a student writes them."""

from __future__ import annotations

import re
import unicodedata

SPREADSHEET_TEXT = re.compile(r"""='?"?(.*?)"?|'(.*)""")  # `="0012"`, `'0012`: so that a spreadsheet keeps the zeros
WHOLE_NUMBER = re.compile(r"(\d+)[.,]0+")
ROUNDED_NUMBER = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")


def cleaned_id(text: str) -> str:
    """Returns an id as it was meant, of what a spreadsheet made of it; empty where its digits are lost (`2.02E+09`)."""
    text = unicodedata.normalize("NFKC", text).strip().removeprefix("#")  # Brightspace writes `#` before ids
    if match := SPREADSHEET_TEXT.fullmatch(text):
        text = (match[1] or match[2] or "").strip()
    if match := WHOLE_NUMBER.fullmatch(text):
        return match[1]
    return "" if ROUNDED_NUMBER.fullmatch(text) else text


def plain_id(text: str) -> str:
    """Returns an id as it compares: neither case counts nor, in a number, leading zeros."""
    text = cleaned_id(text).casefold()
    return text.lstrip("0") or "0" if text.isdecimal() else text


def last_digits(cell: str) -> str:
    """Returns the number that a cell ends with; empty if it ends otherwise."""
    match = re.search(r"[0-9]+$", cleaned_id(cell))
    return match[0] if match else ""


def plain_name(name: str) -> str:
    """Returns a name as it compares: `Hong Gildong` and `honggildong` are alike."""
    letters = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in letters if letter.isalnum())


def name_forms(name: str) -> set[str]:
    """Returns a name as it compares, whichever of its parts comes first: `Kim, Min-jun`, `Min-jun Kim`, `kimminjun`."""
    parts = [part for part in map(plain_name, re.split(r"[\s,;_]+", name)) if part]
    return {"".join(parts[number:] + parts[:number]) for number in range(len(parts))}


def same_name(one: str, other: str) -> bool:
    """Whether two names may be the same person's."""
    return not name_forms(one).isdisjoint(name_forms(other))
