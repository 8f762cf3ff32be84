"""What students print is kept, bounded, and shown in a few lines."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from grader.evidence.claims import MAX_OUTPUT_PART, Claim, Output
from grader.evidence.codec import CodecError, decode, encode
from grader.guest.printing import PrintRecorder
from grader.messages.texts import Texts
from grader.reports.wording import Wording


def output_of(prints: Callable[[], object]) -> Output | None:
    """Returns what is kept of what a function prints."""
    recorder, streams = PrintRecorder(), (sys.stdout, sys.stderr)
    try:
        recorder.install()
        prints()
    finally:
        sys.stdout, sys.stderr = streams
    return recorder.output()


def test_nothing_printed_is_no_output() -> None:
    assert output_of(lambda: print(end="")) is None


def test_both_streams_are_kept_in_order() -> None:
    def prints() -> None:
        print("하나")
        print("two", file=sys.stderr)
        sys.stdout.buffer.write("셋\n".encode())
        print("\ud800")

    assert output_of(prints) == Output(head="하나\ntwo\n셋\n\\ud800\n")


def test_beginning_and_end_of_much_are_kept_with_the_count_of_the_rest() -> None:
    def prints() -> None:
        for number in range(20_000):
            print(f"{number:09}")
        print("z" * 10_000_000)

    output = output_of(prints)
    assert output is not None
    assert output.head.startswith("000000000\n000000001\n")
    assert output.tail == "z" * (MAX_OUTPUT_PART - 1) + "\n"
    assert len(output.head) + len(output.tail) + output.cut_characters == 20_000 * 10 + 10_000_001


def test_no_claim_carries_more() -> None:
    with pytest.raises(CodecError):
        decode(encode(Claim(output=Output(head="x" * (MAX_OUTPUT_PART + 1)))), Claim, 10**6)


@pytest.mark.parametrize(("output", "shown"), [
    (Output(head="a\nb\n"), ["a", "b"]),
    (Output(head="1\n2\n3\n4\n5\n6\n"), ["1", "2", "3", "4", "5", "6"]),
    (Output(head="1\n2\n3\n4\n5\n6\n7\n"), ["1", "2", "3", "4", "… 3 characters of output left out …", "6", "7"]),
    (Output(head="a", tail="b", cut_characters=9), ["a", "… 8 characters of output left out …", "b"]),
    (Output(head="\x1b[31mred\x1b[0m\r"), ["red\ufffd"]),
])
def test_report_shows_a_few_lines(output: Output, shown: list[str]) -> None:
    assert Wording(Texts("en")).printed(output) == shown
