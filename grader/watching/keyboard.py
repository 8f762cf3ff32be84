"""Single keys from a terminal, which is left as it was found; whole lines from anything else."""

from __future__ import annotations

import codecs
import contextlib
import os
import select
import sys
import termios
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager

from grader.watching.events import InputEnded, Post, Pressed

POLL_SECONDS = 0.1
ENTER = "enter"
# With a Korean keyboard layout the same keys give these letters.
HANGUL_KEYS = {"ㅜ": "n", "ㅗ": "h", "ㅣ": "l", "ㄹ": "f", "ㄱ": "r", "ㅂ": "q"}


def key_of(character: str) -> str:
    """Returns the key that gave a character."""
    if character in "\r\n":
        return ENTER
    return HANGUL_KEYS.get(character, character.lower())


@contextmanager
def pressed_keys(post: Post) -> Iterator[None]:
    """Posts each key the moment it is pressed; standard input is a terminal."""
    stop = threading.Event()
    with single_keys():
        reader = threading.Thread(target=read_keys, args=(post, stop), daemon=True)
        reader.start()
        try:
            yield
        finally:
            stop.set()
            reader.join(timeout=2 * POLL_SECONDS)


@contextmanager
def entered_lines(post: Post) -> Iterator[None]:
    """Posts the first letter of each line, or Enter for an empty one."""
    threading.Thread(target=read_lines, args=(post,), daemon=True).start()
    yield


def read_lines(post: Post) -> None:
    """Reads lines until there are no more."""
    for line in sys.stdin:
        post(Pressed(key_of(line.strip()[:1] or "\n")))
    post(InputEnded())


def read_keys(post: Post, stop: threading.Event) -> None:
    """Reads keys until told to stop, or the terminal is gone."""
    for character in typed_characters(stop):
        post(Pressed(key_of(character)))
    if not stop.is_set():
        post(InputEnded())


@contextmanager
def single_keys() -> Iterator[None]:
    """Makes the terminal give each key at once and unseen; puts everything back however it is left."""
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal)
        yield
    finally:
        with contextlib.suppress(termios.error):  # the terminal itself may be gone
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def typed_characters(stop: threading.Event) -> Iterator[str]:
    """Yields what is typed; a Hangul letter arrives in three bytes."""
    terminal, decoder = sys.stdin.fileno(), codecs.getincrementaldecoder("utf-8")(errors="ignore")
    while not stop.is_set():
        if select.select([terminal], [], [], POLL_SECONDS)[0]:
            try:
                data = os.read(terminal, 64)
            except OSError:
                return
            if not data:
                return
            yield from decoder.decode(data)
