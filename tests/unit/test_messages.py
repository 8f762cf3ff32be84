"""Korean and English are equals, and say nothing they cannot fill."""

from __future__ import annotations

import string

import pytest

from grader.messages.particles import ParticleFormatter, particle_after
from grader.messages.texts import Texts, chosen_language, read_catalogue


def entries(table: dict, prefix: str = "") -> dict[str, str]:
    found = {}
    for key, value in table.items():
        found |= entries(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
    return found


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_both_languages_have_the_same_texts_with_the_same_parameters() -> None:
    ko, en = entries(read_catalogue("ko")), entries(read_catalogue("en"))
    assert set(ko) == set(en)
    for code in ko:
        assert fields(ko[code]) == fields(en[code]), code


@pytest.mark.parametrize(("word", "particle", "expected"), [
    ("Flatten", "은", "은"), ("Dense", "은", "는"), ("Conv2D", "이", "가"), ("filters", "을", "를"),
    ("레이어", "이", "가"), ("2번 레이어", "은", "는"), ("모델", "을", "을"), ("모델", "으로", "로"), ("값", "으로", "으로"),
    ("64", "이어야", "여야"), ("3", "을", "을"), ("(10,)", "이어야", "이어야"), ("1", "으로", "로"),
    ("softmax", "을", "를"), ("Dropout", "은", "은"), ("MaxPooling2D", "과", "와"), ("", "을", "를"),
    ("None", "이", "이"), ("variable", "으로", "로"), ("lr", "이라는", "이라는"), ("np", "이라는", "라는"),
    ("tape.gradient", "을", "를"), ("__init__", "을", "을"), ("__int__", "을", "를"), ("assign_sub", "으로", "로"),
    ("loss_func", "은", "는"), ("3번 레이어(Flatten)", "이", "가"), ("step", "은", "은"), ("set", "이", "이"),
    ("super().__init__", "을", "을"), ("numpy()", "은", "는"),
])
def test_particle_agrees_with_the_word(word: str, particle: str, expected: str) -> None:
    assert particle_after(word, particle) == expected


@pytest.mark.parametrize(("asked", "environment", "expected"), [
    ("ko", "en_US.UTF-8", "ko"), (None, "ko_KR.UTF-8", "ko"), (None, "en_US.UTF-8", "en"), (None, "C", "en"),
])
def test_language_is_that_asked_for_else_that_of_the_locale(
        monkeypatch: pytest.MonkeyPatch, asked: str | None, environment: str, expected: str) -> None:
    monkeypatch.setenv("LC_ALL", environment)
    assert chosen_language(asked) == expected


def test_parameters_are_written_as_keras_users_write_them() -> None:
    text = Texts("en").text("output_shape_differs", layer="layer 2", expected=[24, 24, 64], found=[24])
    assert "(24, 24, 64)" in text
    assert "(24,)" in text


@pytest.mark.parametrize(("name", "told"), [("Dense", "A Dense"), ("Add", "An Add"), ("LSTM", "An LSTM"), ("GRU", "A GRU"),
                                            ("UpSampling2D", "An UpSampling2D"), ("UnitNormalization", "A UnitNormalization"),
                                            ("MaxPooling2D", "A MaxPooling2D"), ("RNN", "An RNN")])
def test_english_articles_agree_with_the_name(name: str, told: str) -> None:
    assert ParticleFormatter().format("{0:A}", name) == told
    assert ParticleFormatter().format("{0:a}", name) == told[0].lower() + told[1:]
