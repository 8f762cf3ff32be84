"""What a watch waits for, and the thread that tells what happens on disk."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from grader.results import Grading
from grader.submissions.reading import KINDS
from grader.submissions.stored import is_left_over
from grader.watching.session import Reading

DEBOUNCE_MS, STEP_MS = 100, 15
LOOK_AGAIN_MS = 300  # how often a folder that was removed is looked for


class Saved(Struct, frozen=True, tag=True):
    """Something that can hold answers was written, moved or removed."""


@dataclass(frozen=True)
class Settled:
    """Time enough has passed for an editor that saves in two steps."""


class Pressed(Struct, frozen=True, tag=True):
    """A key."""

    key: str


@dataclass(frozen=True)
class Graded:
    """A reading is graded; `failure` in place of `grading` if the grader itself failed."""

    reading: Reading
    grading: Grading | None
    failure: Exception | None = None


class FilesUnseen(Struct, frozen=True, tag=True):
    """Nothing tells about files on this machine."""


class InputEnded(Struct, frozen=True, tag=True):
    """Nobody can press anything any more."""


class Resized(Struct, frozen=True, tag=True):
    """The terminal has another size, in characters."""

    width: int
    height: int


InputEvent = Saved | Pressed | FilesUnseen | InputEnded | Resized  # what the terminal and the disk tell
Event = InputEvent | Settled | Graded
Post = Callable[[InputEvent], None]


class FileEvents:
    """Tells what happens to the watched paths, one thread a path, until it is left."""

    def __init__(self, paths: list[Path], post: Post) -> None:
        self._post = post
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._watch, args=(path.absolute(),), daemon=True) for path in paths]

    def __enter__(self) -> FileEvents:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=2.0)

    def _watch(self, path: Path) -> None:
        try:
            while not self._stop.is_set():
                self._watch_while_there(path)
        except Exception:  # no library, no more watches, a file system that knows no events
            self._post(FilesUnseen())

    def _watch_while_there(self, path: Path) -> None:
        """Watches the folder; editors that save by renaming would take a watch on the file itself away."""
        from watchfiles import watch

        folder = path if path.is_dir() else path.parent
        if not folder.is_dir():
            self._stop.wait(LOOK_AGAIN_MS / 1000)
            return
        begun = False
        for changes in watch(folder, watch_filter=lambda _, name: matters(Path(name), path), debounce=DEBOUNCE_MS,
                             step=STEP_MS, rust_timeout=LOOK_AGAIN_MS, yield_on_timeout=True, stop_event=self._stop,
                             recursive=folder == path, raise_interrupt=False):
            if changes or not begun:  # what was saved before the watch began is not told
                self._post(Saved())
            begun = True
            if not folder.is_dir():
                return


def matters(changed: Path, watched: Path) -> bool:
    """Whether a change is to the watched file, or to one in the watched folder that can hold answers."""
    if changed == watched:
        return True
    if not changed.is_relative_to(watched):
        return False
    left_over = any(map(is_left_over, changed.relative_to(watched).parts))
    return not left_over and changed.suffix.lower() in KINDS
