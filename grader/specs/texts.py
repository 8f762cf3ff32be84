"""The course's own texts, in whatever languages its author writes."""

from __future__ import annotations

from collections.abc import Iterable

Text = str | dict[str, str]
"""One text: by language (`{ en = "…", de = "…" }`), or the same in all of them (`"…"`)."""

FALLBACK = "en"
LANGUAGES = ("ko", FALLBACK)  # those that the grader itself speaks


def said(text: Text, language: str) -> str:
    """Returns a text in a language; where it is not written, in English, else in its first."""
    if isinstance(text, str):
        return text
    return text.get(language) or text.get(FALLBACK) or next(iter(text.values()), "")


def said_in_all(text: Text, languages: Iterable[str]) -> list[str]:
    """Returns a text in each of the languages, what is the same in several once."""
    return list(dict.fromkeys(said(text, language) for language in [*languages] or [FALLBACK]))


def said_in_each(text: Text) -> list[str]:
    """Returns a text in every language it is written in."""
    return [text] if isinstance(text, str) else list(text.values())


def languages_of(texts: Iterable[Text | None]) -> tuple[str, ...]:
    """Returns the languages that texts are written in, in the order in which they come up."""
    return tuple(dict.fromkeys(language for text in texts if isinstance(text, dict) for language in text))
