"""Words that agree with a name: `{layer:은}` gives `Flatten은`, `Dense는`; `{type:A}` gives `A Dense`, `An LSTM`."""

from __future__ import annotations

import re
import string
from typing import Any

# particle after a final consonant: the same after a vowel
PARTICLES = {"은": "는", "이": "가", "을": "를", "과": "와", "이어야": "여야", "으로": "로", "이라는": "라는"}
ARTICLES = ("a", "A")
TAKES_N = re.compile(r"[AEIOaeio]|U(?!ni)|[FHLMNRSX][A-Z]+")  # the latter are spelt: an LSTM
DIGITS_WITH_FINAL = "013678"  # 영 일 삼 육 칠 팔
LETTER_NAMES_WITH_FINAL = "LMNR"  # 엘 엠 엔 알
SOUNDS_WITH_FINAL = re.compile(r"([lmn]|ng|[aeiouy](t|k|p|b|c|ck)|me|ne)$")  # `set` ends in ㅅ, `gradient` in 트
READ_WITH_VOWEL = ("sub", "float")
BEFORE_BRACKET = re.compile(r"(.*\w)\([^()]*\)$")  # the particle belongs to the word, not to what a bracket adds to it
LETTERS = re.compile(r"[A-Za-z]+$")
VOWELS = set("aeiouy")
RIEUL = "ㄹ"


class ParticleFormatter(string.Formatter):
    """Formats templates; a format spec that is a particle is added in its right form."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """Formats one field."""
        if format_spec in ARTICLES:
            return f"{format_spec}{'n' if TAKES_N.match(str(value)) else ''} {value}"
        if format_spec in PARTICLES:
            return f"{value}{particle_after(str(value), format_spec)}"
        return str(super().format_field(value, format_spec))


def particle_after(word: str, particle: str) -> str:
    """Returns the form of the particle that follows `word`."""
    final = final_sound(word)
    if particle == "으로" and final == RIEUL:
        return "로"
    return particle if final else PARTICLES[particle]


def final_sound(word: str) -> str:
    """Returns whether a word, read aloud in Korean, ends in a consonant: empty, `ㄹ`, or any other text."""
    if (bracketed := BEFORE_BRACKET.fullmatch(word)) is not None:
        word = bracketed.group(1)
    letters = [letter for letter in word if letter.isalnum()]
    if not letters:
        return ""
    last = letters[-1]
    spelled = LETTERS.search("".join(letters))
    if spelled is not None and not VOWELS & set(spelled.group().lower()):
        last = last.upper()  # `lr` is read letter by letter
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % 28
        return RIEUL if final == 8 else "*" * bool(final)
    if last.isdigit():
        return RIEUL if last in "178" else "*" * (last in DIGITS_WITH_FINAL)
    if last.isupper():
        return RIEUL if last in "LR" else "*" * (last in LETTER_NAMES_WITH_FINAL)
    word = word.rstrip(")]}.,'\"` _(")
    if word.endswith(("l", "le")):
        return RIEUL
    return "*" * (SOUNDS_WITH_FINAL.search(word) is not None and not word.endswith(READ_WITH_VOWEL))
