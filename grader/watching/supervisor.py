"""A watch from the side of the terminal: passes events on to the lane, shows what that draws, and outlives it."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import msgspec

from grader.errors import GraderError, InputError
from grader.evidence.codec import CodecError, decode, encode
from grader.lanes.failing import TIME
from grader.lanes.messages import VARIABLES
from grader.lanes.pool import CRASHES, MAX_TOLD_BYTES, READING_SECONDS, Lane, LaneDied, reason_of
from grader.messages.texts import Texts
from grader.reports.watching import View, WatchScreen
from grader.sandbox.launching import launch, pinned_environment
from grader.sandbox.workers import WarmProcess
from grader.watching.events import FilesUnseen, InputEnded, InputEvent, Pressed, Resized, Saved
from grader.watching.messages import Frame, Opening, Reads, Said

TERMINAL = ("TERM", "COLORTERM")


class WatchLane(Lane):
    """The lane of a watch: both sides speak whenever they have something to say."""

    def tell(self, event: InputEvent) -> None:
        """Passes an event on; a lane that is gone is noticed by `hear`."""
        with contextlib.suppress(OSError):
            self._pipe.send(encode(event))

    def hear(self) -> Said:
        """Waits for what the lane says next.

        Raises:
            LaneDied: it says nothing more.
        """
        try:
            said: Said = decode(self._pipe.receive(None, MAX_TOLD_BYTES), Said, MAX_TOLD_BYTES)
            return said
        except CodecError:
            self.close()
            raise LaneDied(None) from None
        except (EOFError, OSError):
            raise LaneDied(self._ended()) from None


@dataclass(frozen=True)
class Heard:
    """A lane said something, or died."""

    lane: WatchLane
    said: Said | LaneDied


class Supervisor:
    """Watches by lanes, one after another: the next save after the end of one finds a new one."""

    def __init__(self, opening: Opening, warm: WarmProcess, screen: WatchScreen) -> None:
        self.opening = opening
        self.warm = warm
        self.screen = screen
        self.events: queue.SimpleQueue[InputEvent | Heard] = queue.SimpleQueue()
        self._lane: WatchLane | None = None
        self._reads_since: float | None = None
        self._alone = self._done = False

    def launch(self, channel: socket.socket) -> subprocess.Popen[bytes]:
        """Executes a lane, in the folder that paths are told from."""
        environment = pinned_environment((*VARIABLES, *TERMINAL))
        return launch("grader.watching.program", channel, environment, folder=os.getcwd())

    def run(self) -> None:
        """Watches until told to quit, or until nobody can press a key any more and all is graded."""
        self._start()
        try:
            while not self._done:
                try:
                    self._take(self.events.get(timeout=self._patience()))
                except queue.Empty:
                    self._give_up()
        finally:
            if self._lane is not None:
                self._lane.close()

    def _take(self, event: InputEvent | Heard) -> None:
        if isinstance(event, Heard):
            if event.lane is self._lane:
                self._hear(event.said)
            return
        if isinstance(event, Pressed) and event.key == "q":
            self._done = True
        elif isinstance(event, Resized):
            self.opening = msgspec.structs.replace(self.opening, width=event.width, height=event.height)
        elif isinstance(event, FilesUnseen):
            self.opening = msgspec.structs.replace(self.opening, by_hand=True)
        elif isinstance(event, InputEnded):
            self._alone = True
            self._done = self._lane is None
        if self._lane is not None:
            self._lane.tell(event)
        elif isinstance(event, (Saved, Pressed)) and not self._done:
            self._start()

    def _hear(self, said: Said | LaneDied) -> None:
        if isinstance(said, Frame):
            self.opening = msgspec.structs.replace(self.opening, language=said.language)
            self.screen.console.file.write(said.text)
            self.screen.console.file.flush()
        elif isinstance(said, Reads):
            self._reads_since = time.monotonic() if said.begun else None
        elif said.exit_code == 0:
            self._lane, self._done = None, True
        else:
            self._bury(said)

    def _start(self) -> None:
        self._reads_since = None
        self._lane = WatchLane(self.opening, self.warm, self.launch)
        threading.Thread(target=self._listen, args=(self._lane,), daemon=True).start()

    def _listen(self, lane: WatchLane) -> None:
        try:
            while True:
                self.events.put(Heard(lane, lane.hear()))
        except LaneDied as death:
            self.events.put(Heard(lane, death))

    def _patience(self) -> float | None:
        """How long the lane may still go on reading."""
        if self._reads_since is None:
            return None
        return max(self._reads_since + READING_SECONDS - time.monotonic(), 0.0)

    def _give_up(self) -> None:
        if self._lane is not None:
            self._lane.kill()
            self._bury(LaneDied(None))

    def _bury(self, death: LaneDied) -> None:
        """Tells in words why there is no verdict; the next save is read by another lane."""
        reading = self._reads_since is not None
        self._lane, self._reads_since, self._done = None, None, self._alone
        error = error_for(death, self.opening.name, reading=reading)
        self.screen.texts = Texts(self.opening.language)
        self.screen.draw(View(self.opening.name, len(self.opening.exercises), by_hand=self.opening.by_hand,
                              status=lambda texts: texts.error(error.code, **error.params)))


def error_for(death: LaneDied, name: str, *, reading: bool) -> GraderError:
    """Returns what a lane's death says about what was saved."""
    reason = reason_of(death, read=not reading).reason
    if reason == TIME:
        return InputError("reading_too_long", path=name)
    if reason in CRASHES:
        return InputError("reading_too_deep", path=name)
    return GraderError("internal_error", reason=reason)


@contextmanager
def size_told(screen: WatchScreen, post: Callable[[InputEvent], None]) -> Iterator[None]:
    """Posts the terminal's new size whenever that changes."""
    before = signal.signal(signal.SIGWINCH, lambda *_: post(Resized(*screen.console.size)))
    try:
        yield
    finally:
        signal.signal(signal.SIGWINCH, before)
