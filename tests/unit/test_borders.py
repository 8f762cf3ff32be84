"""What crosses a border is checked: JSON from the guest, text of students."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import msgspec
import numpy as np
import pytest

from grader.evidence import codec
from grader.evidence.arrays import pack_array, unpack_array
from grader.evidence.claims import Array, Claim, Response
from grader.evidence.codec import CodecError, decode, encode
from grader.reports.escaping import plain, plain_deep


@pytest.mark.parametrize("data", [
    b"", b"{", b"null", b"[]", b'{"unknown": 1}', b'{"network": 3}', b'{"network": {"layers": []}}', b"\xff",
    b'{"failure": {"type": 1, "message": "", "frames": [], "stage": "code"}}', b"[" * 10_000,
    b'{"failure": {"type": "E", "message": "", "frames": [], "stage": "elsewhere"}}',
])
def test_junk_is_refused(data: bytes) -> None:
    with pytest.raises(CodecError):
        decode(data, Claim, 10**6)


@pytest.mark.parametrize("losses", [b"[NaN]", b"[Infinity]", b'["1"]', b"[1e999]"])
def test_only_finite_numbers_are_losses(losses: bytes) -> None:
    with pytest.raises(CodecError):
        decode(b'{"losses": ' + losses + b"}", Response, 10**6)


def test_too_long_is_refused() -> None:
    with pytest.raises(CodecError, match="more than"):
        decode(encode(Response(losses=(1.0,) * 20)), Response, 10)


def test_arrays_survive_and_lies_about_shapes_do_not() -> None:
    values = np.arange(6, dtype=np.float32).reshape(2, 3)
    assert np.array_equal(unpack_array(decode(encode(pack_array(values)), Array, 10**6)), values)
    for shape in ((2, 4), (-2, -3), (10**9, 10**9), ()):
        with pytest.raises(CodecError):
            unpack_array(Array(shape=shape, data=values.tobytes()))


@pytest.mark.parametrize(("text", "expected"), [
    ("plain 한글", "plain 한글"), ("\x1b[31mred\x1b[0m", "red"), ("\x1b]0;title\x07x", "x"), ("a\x00b", "a\ufffdb"),
    ("\u202eevil", "\ufffdevil"), ("two\nlines", "two\nlines"), ("[red]x[/red]", "[red]x[/red]"),
    ("\u061cab\U000e0041", "\ufffdab\ufffd"), ("\ud800", "\ufffd"), ("\r\x08", "\ufffd\ufffd"),
])
def test_student_text_cannot_act_on_a_terminal(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_every_text_inside_a_value_passes_the_door() -> None:
    assert plain_deep({"a\x1b[1m": ["\x1b[2m", 1, None, {"b": "\x00"}]}) == {"a": ["", 1, None, {"b": "\ufffd"}]}


def test_a_type_is_looked_at_once_and_by_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two threads that meet a type for the first time crash msgspec, and with it the process."""
    class Told(msgspec.Struct):
        number: int

    making, all_at_once = [], threading.Barrier(4)

    def made(kind: type) -> msgspec.json.Decoder:
        making.append(kind)
        assert codec.MAKING.locked()
        return msgspec.json.Decoder(kind)

    def ask(number: int) -> int:
        all_at_once.wait(10.0)
        return decode(b'{"number": %d}' % number, Told, 100).number

    monkeypatch.setattr(codec, "made_decoder", codec.cache(made))
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(4))) == [0, 1, 2, 3]
    assert making == [Told]
