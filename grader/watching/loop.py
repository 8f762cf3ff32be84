"""The loop of a watch: takes one event after another, and has the screen drawn. Knows no terminal and no files."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable

from grader.errors import GraderError, InputError
from grader.pipeline import Aborted
from grader.reports.escaping import plain
from grader.reports.watching import View, WatchScreen, hints_for
from grader.reports.wording import Wording
from grader.results import Grading
from grader.verdicts import Verdict
from grader.watching.events import Event, FilesUnseen, Graded, InputEnded, Pressed, Resized, Saved, Settled
from grader.watching.keyboard import ENTER
from grader.watching.session import Reading, Session

SETTLE_SECONDS = 0.5  # how long an editor may take between the two steps of a save


class WatchLoop:
    """Grades what is saved and answers keys, until told to quit, or until nobody can press a key any more."""

    def __init__(self, session: Session, screen: WatchScreen, view: View) -> None:
        self.session = session
        self.screen = screen
        self.view = view
        self.events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._grading: threading.Thread | None = None
        self._reading: Reading | None = None
        self._saved_at = 0.0
        self._quit = self._alone = False
        self._keys: dict[str, Callable[[], object]] = {
            "n": self._show_next, "h": self._show_hint, "l": self.screen.switch_language, "f": self._show_full,
            "r": self._grade_all, "q": self._end, ENTER: self._take_enter,
        }

    def run(self) -> None:
        """Takes events until the end."""
        self._look(settled=True)
        if self.screen.console.is_terminal:
            self.screen.draw(self.view)
        try:
            while not self._quit and not (self._alone and self._grading is None):
                if self._take(self.events.get()) and not self._quit:
                    self.screen.draw(self.view)
        finally:
            self._abort()

    def _take(self, event: Event) -> bool:
        """Does what an event asks for; returns whether there is something new to see."""
        match event:
            case Saved() | Settled():
                self._look(settled=isinstance(event, Settled))
            case Graded():
                return self._take_grading(event)
            case Pressed(key):
                self._keys.get(key, lambda: None)()
                return key in self._keys
            case Resized(width, height):
                self.screen.console.size = (width, height)
            case FilesUnseen():
                self.view.by_hand = True
            case InputEnded():
                self._alone = True
                return False
        return True

    def _look(self, *, settled: bool) -> None:
        """Reads what is there. What looks half saved is given a moment, and the last verdicts stay to be seen."""
        saved_at = time.monotonic()
        try:
            reading = self.session.read()
        except InputError as error:
            self._say_error(error)
            return
        if self._grading is not None and self._reading is not None and reading.prints == self._reading.prints:
            return  # that is what is being graded
        if not settled and (lacking := [*reading.gone, *reading.unfinished]):
            self._say("watch_gone" if reading.gone else "watch_unfinished", file=plain(", ".join(lacking)))
            self._settle()
        elif reading.changed:
            self._grade(reading, saved_at)
        elif self._grading is None:
            self._say("watch_unchanged")

    def _settle(self) -> None:
        timer = threading.Timer(SETTLE_SECONDS, self.events.put, [Settled()])
        timer.daemon = True
        timer.start()

    def _grade(self, reading: Reading, saved_at: float) -> None:
        self._abort()
        self._reading, self._saved_at = reading, saved_at
        self._say("watch_grading", exercises=", ".join(spec.id for spec in reading.changed))
        self._grading = threading.Thread(target=self._work, args=(reading,), daemon=True)
        self._grading.start()

    def _work(self, reading: Reading) -> None:
        try:
            self.events.put(Graded(reading, self.session.grade(reading)))
        except Aborted:
            pass
        except Exception as error:
            self.events.put(Graded(reading, None, error))

    def _abort(self) -> None:
        """Ends the grading that runs: what it grades is no longer what stands on disk."""
        while self._grading is not None and self._grading.is_alive():
            self.session.grader.abort()
            self._grading.join(timeout=0.05)
        self._grading = None

    def _take_grading(self, event: Graded) -> bool:
        if event.reading is not self._reading:
            return False  # of an earlier save
        self._grading = None
        if event.grading is None:
            self._say_error(event.failure)
            return True
        seconds = f"{time.monotonic() - self._saved_at:.2f}"
        self._choose_focus(event.reading, event.grading)
        self.view.grading, self.view.full = event.grading, False
        self._say("watch_graded", count=len(event.reading.changed), seconds=seconds)
        self.session.prepare()
        return True

    def _choose_focus(self, reading: Reading, grading: Grading) -> None:
        """Shows the exercise that was saved, one that is not right yet before others; at first, the first of those."""
        unsolved = [each.spec for each in grading.results if each.judgement.verdict is not Verdict.PASSED]
        saved = list(reading.changed) if self.view.grading is not None else []
        for spec in [*(each for each in saved if each in unsolved), *saved, *unsolved][:1]:
            if spec.id != self.view.focus:
                self.view.focus, self.view.hints = spec.id, 0

    def _show_next(self) -> None:
        """Shows the next exercise that is not right yet, after the last one the first."""
        self.view.full = False
        results = self.view.grading.results if self.view.grading is not None else ()
        ids = [each.spec.id for each in results]
        after = ids.index(self.view.focus) + 1 if self.view.focus in ids else 0
        for each in [*results[after:], *results[:after]]:
            if each.judgement.verdict is not Verdict.PASSED:
                self.view.focus, self.view.hints = each.spec.id, 0
                return

    def _show_hint(self) -> None:
        """Shows one hint more."""
        self.view.full = False
        results = self.view.grading.results if self.view.grading is not None else ()
        for each in results:
            if each.spec.id == self.view.focus:
                known = len(hints_for(each, Wording(self.screen.texts)))
                self.view.hints = min(self.view.hints + 1, known)
                self._say("watch_hint" if known else "watch_no_hint", number=self.view.hints, count=known)

    def _show_full(self) -> None:
        self.view.full = not self.view.full

    def _grade_all(self) -> None:
        self.session.forget()
        self._look(settled=True)

    def _take_enter(self) -> None:
        """Where nothing tells about saved files Enter does; elsewhere it shows the full report."""
        if self.view.by_hand:
            self._look(settled=True)
        else:
            self._show_full()

    def _end(self) -> None:
        self._quit = True

    def _say(self, key: str, **params: object) -> None:
        self.view.status = lambda texts: texts.word(key, **params)

    def _say_error(self, error: Exception | None) -> None:
        known = error if isinstance(error, GraderError) else GraderError("internal_error", reason=type(error).__name__)
        self.view.status = lambda texts: texts.error(known.code, **known.params)
