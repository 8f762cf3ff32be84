"""Whatever is handed in, it gets the verdict its folder names, and nobody else's verdict changes.

    hostile/<verdict>/attacks/<case>.py   code that attacks the grader
    hostile/<verdict>/files/<case>        files that are broken, or odd and right

Files that git cannot hold come from `hostile_files.py`. Each case is handed in with an unchanged neighbour: an attack by
turns with a right and a wrong one, a file with the right one. Other cases are graded at the same time.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hostile_files import MADE
from rich.console import Console

from grader.conversation import Limits
from grader.messages.texts import Texts
from grader.pipeline import Grader
from grader.results import Grading
from grader.reports.json import document
from grader.reports.terminal import TerminalReport
from grader.specs.types import Course
from grader.submissions.matching import MARKER
from grader.submissions.reading import read_submission

HOSTILE = Path(__file__).parent
NEIGHBOURS = {path.stem: path for path in sorted((HOSTILE / "neighbours").glob("*.py"))}
RIGHT = "cifar100_sequential"
SHORT_SECONDS = 8.0  # for what hangs: the neighbours have to be done in that time on a busy machine


@dataclass(frozen=True)
class Case:
    """One hostile submission; `path` is None if it has to be made."""

    kind: str
    name: str
    expected: str
    path: Path | None = None

    @property
    def exercise(self) -> str:
        """The exercise it is about."""
        marked = MARKER.match(self.path.read_text(encoding="utf-8")) if self.path and self.kind == "attacks" else None
        return marked.group(1) if marked else "mnist_sequential"

    @property
    def neighbours(self) -> list[str]:
        """The exercises graded after it."""
        wrong = self.kind == "attacks" and zlib.crc32(self.name.encode()) % 2
        return [name for name in NEIGHBOURS if (name == RIGHT) != wrong]

    def hand_in(self, folder: Path) -> None:
        """Puts its files and its neighbours into an empty folder."""
        if self.path is None:
            MADE[self.name][1](folder)
        else:
            shutil.copy(self.path, folder)
        for name in self.neighbours:
            shutil.copy(NEIGHBOURS[name], folder)


def cases() -> Iterator[Case]:
    for kind in ("attacks", "files"):
        for path in sorted(HOSTILE.glob(f"*/{kind}/*")):
            yield Case(kind, path.name, path.parts[-3], path)
    for name, (expected, _) in MADE.items():
        yield Case("files", name, expected)


CASES = tuple(cases())
Gradings = dict[Case | str, "Future[Grading]"]


@pytest.fixture(scope="module")
def gradings(request: pytest.FixtureRequest, grader: Grader, course: Course,
             tmp_path_factory: pytest.TempPathFactory) -> Gradings:
    """Grades the neighbours alone, then all selected cases side by side, then the neighbours alone again."""
    selected = [item.callspec.params["case"] for item in request.session.items
                if item.path == request.path and "case" in getattr(getattr(item, "callspec", None), "params", {})]
    hanging = [case for case in selected if case.expected == "timed_out"]
    place = tmp_path_factory.mktemp("hostile")
    patient = Grader(course, lanes=1, warm=grader.warm)
    hurried = Grader(course, Limits(seconds=SHORT_SECONDS), lanes=1, warm=grader.warm)

    def grade(case: Case) -> Grading:
        folder = Path(tempfile.mkdtemp(dir=place))
        case.hand_in(folder)
        specs = [course.exercise(name) for name in (case.exercise, *case.neighbours)]
        return (hurried if case in hanging else patient).grade(read_submission([folder]), specs)

    def alone() -> Grading:
        return patient.grade(read_submission([HOSTILE / "neighbours"]), [course.exercise(name) for name in NEIGHBOURS])

    with patient, hurried, ThreadPoolExecutor(2) as pool, ThreadPoolExecutor(len(hanging) or 1) as waiting:
        found = {"before": pool.submit(alone)}
        wait(found.values())
        found |= {case: (waiting if case in hanging else pool).submit(grade, case) for case in selected}
        wait(found.values())
        return found | {"after": pool.submit(alone)}


def told(grading: Grading) -> dict[str, Any]:
    """Returns verdict, score and outcomes of each neighbour."""
    return {result.spec.id: (result.judgement.verdict, result.judgement.score,
                             [(check.id, check.outcome) for check in result.judgement.checks])
            for result in grading.results if result.spec.id in NEIGHBOURS}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.expected}-{case.name}")
def test_case_is_judged_as_its_folder_says(case: Case, gradings: Gradings) -> None:
    grading = gradings[case].result()
    result = grading.results[0]
    assert result.judgement.verdict == case.expected, (result.evidence, result.judgement.checks)
    assert case.expected == "passed" or result.judgement.score < 1.0
    assert told(grading) == {name: told(gradings["before"].result())[name] for name in case.neighbours}
    assert_reports_are_harmless(grading)


def assert_reports_are_harmless(grading: Grading) -> None:
    """No control code of a student reaches a report, which is made without an error in both languages."""
    for language in ("ko", "en"):
        texts = Texts(language)
        console = Console(record=True, width=80, quiet=True, highlight=False, markup=False, emoji=False)
        TerminalReport(grading, texts).print_to(console)
        shown = console.export_text(styles=False) + json.dumps(document(grading, texts), ensure_ascii=False)
        assert shown.encode()
        assert not set(map(chr, (*range(9), *range(11, 32), 0x7F, 0x9B, 0x202E))) & set(shown)


def test_neighbours_are_judged_the_same_before_and_after(gradings: Gradings) -> None:
    before, after = told(gradings["before"].result()), told(gradings["after"].result())
    assert {name: verdict for name, (verdict, _, _) in before.items()} \
        == {"cifar100_functional": "failed", "cifar100_sequential": "passed"}
    assert after == before


def test_nothing_hostile_was_left_on_this_machine(gradings: Gradings) -> None:
    assert not Path("/tmp/grader-was-here").exists()


def test_corpus_is_large_enough() -> None:
    for kind in ("attacks", "files"):
        assert sum(case.kind == kind for case in CASES) >= 40
    assert {case.expected for case in CASES} == {"passed", "failed", "not_attempted", "crashed", "timed_out",
                                                 "out_of_memory", "unreadable", "untrusted"}
