"""Keeps what student code prints: the beginning and the end, however much it is."""

from __future__ import annotations

import codecs
import io
import sys
from typing import Any

from grader.evidence.claims import MAX_OUTPUT_PART, Output


class PrintRecorder(io.RawIOBase):
    """Stands behind `sys.stdout` and `sys.stderr`. Takes any amount in bounded memory.

    Bytes written to the descriptors themselves go nowhere.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._head = self._tail = ""
        self._characters = 0

    def install(self) -> None:
        """Puts itself behind both streams, whatever an answer before made of them."""
        for name in ("stdout", "stderr"):
            whole: Any = self  # a raw stream, but one that takes all it is given
            stream = io.TextIOWrapper(whole, encoding="utf-8", errors="backslashreplace", write_through=True)
            setattr(sys, name, stream)

    def writable(self) -> bool:
        """Takes everything."""
        return True

    def fileno(self) -> int:
        """Is the descriptor that goes nowhere."""
        return 1

    def write(self, data: bytes) -> int:  # type: ignore[override] # bytes are all it gets
        """Keeps what fits."""
        text = self._decoder.decode(data)
        self._characters += len(text)
        room = MAX_OUTPUT_PART - len(self._head)
        self._head += text[:room]
        self._tail = (self._tail + text[room:][-MAX_OUTPUT_PART:])[-MAX_OUTPUT_PART:]
        return len(data)

    def output(self) -> Output | None:
        """Returns what is kept; None if nothing was printed."""
        if not self._characters:
            return None
        return Output(head=self._head, tail=self._tail,
                      cut_characters=self._characters - len(self._head) - len(self._tail))
