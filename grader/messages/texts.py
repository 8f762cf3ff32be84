"""Texts by code, in Korean and English; whoever reads another language is told the course's texts in it."""

from __future__ import annotations

import locale
import os
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from grader.messages.particles import ParticleFormatter
from grader.messages.typed import command
from grader.specs.texts import FALLBACK, LANGUAGES
from grader.specs.values import in_words, is_open

TAG = re.compile(r"[a-z]{2,3}")


class Texts:
    """The texts of one language.

    Attributes:
        language: that which was asked for; a course's own texts may be written in it.
        own: that in which the grader speaks: the same where it can, else English.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.own = language if language in LANGUAGES else FALLBACK
        self._tables = read_catalogue(self.own)
        self._formatter = ParticleFormatter()

    def word(self, key: str, **params: Any) -> str:
        """Returns a word or phrase of the reports."""
        return self._fill(self._tables["words"][key], {"grader": command()} | params)

    def verdict(self, verdict: str) -> str:
        """Returns the name of a verdict."""
        name: str = self._tables["verdicts"][verdict]
        return name

    def text(self, code: str, **params: Any) -> str:
        """Returns what a check has to say."""
        return self._fill(self._tables[code]["text"], params)

    def hint(self, code: str, **params: Any) -> str:
        """Returns what to do next; empty where there is nothing to do."""
        return self._fill(self._tables[code].get("hint", ""), params)

    def form(self, code: str, **params: Any) -> str:
        """Returns the shape of the smallest change; empty where there is none to show."""
        return self._fill(self._tables[code].get("form", ""), params)

    def advice(self, code: str, **params: Any) -> str:
        """Returns a word on what is right but could be better."""
        return self._fill(self._tables["advice"][code]["text"], params)

    def doctor(self, code: str, **params: Any) -> str:
        """Returns what was found about the machine."""
        return self._fill(self._tables["doctor"][code], params)

    def explanation(self, kind: str, what: str, **params: Any) -> str:
        """Returns what a kind of check `asserts`, or `why`."""
        return self._fill(self._tables["explain"][kind][what], params)

    def error(self, code: str, **params: Any) -> str:
        """Returns the one line an error is told in."""
        if "nearest" in params:
            name = params["nearest"]
            params["nearest"] = self._fill(self._tables["errors"]["nearest"], {"name": name}) if name else ""
        return self._fill(self._tables["errors"][code], {"grader": command()} | params)

    def _fill(self, template: str, params: dict[str, Any]) -> str:
        return self._formatter.vformat(template, (), {key: show(value) for key, value in params.items()})


def show(value: Any) -> str:
    """Writes a value the way a reader of Keras code would."""
    if value is None:
        return "None"
    if is_open(value):
        return in_words(value).replace("'", "")
    if isinstance(value, dict) and "type" in value:
        value = {"class_name": value["type"], "config": {key: each for key, each in value.items() if key != "type"}}
    if isinstance(value, dict) and "class_name" in value:
        settings = value.get("config") or {}
        return f"{value['class_name']}({', '.join(f'{key}={show(each)}' for key, each in settings.items())})"
    if isinstance(value, (list, tuple)):
        inner = ", ".join(show(each) for each in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    return str(value)


@cache
def read_catalogue(language: str) -> dict[str, Any]:
    """Reads the texts of a language."""
    return tomllib.loads((Path(__file__).parent / f"{language}.toml").read_text(encoding="utf-8"))


def chosen_language(asked: str | None) -> str:
    """Returns the language asked for, else that of the locale, else English: by its tag, `en`."""
    if asked:
        return asked
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    named = named or (locale.getlocale()[0] or "")
    tag = "ko" if named.lower().startswith("korean") else re.split(r"[_.@-]", named.lower())[0]
    return tag if TAG.fullmatch(tag) else FALLBACK


def language_tag(text: str) -> str:
    """Reads a language's tag: two or three small letters.

    Raises:
        ValueError: it is none.
    """
    if not TAG.fullmatch(text):
        raise ValueError(text)
    return text
