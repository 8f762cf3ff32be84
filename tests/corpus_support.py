"""The cases of the corpus, and what is asked of a result: used on what guests say now, and on what is on record."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests_support import follows_its_type

from grader.checks.check import Outcome
from grader.messages.texts import Texts
from grader.reports import json as json_report
from grader.reports.schema import ExerciseDocument
from grader.reports.wording import Wording
from grader.results import ExerciseResult
from grader.versions import installed, numbers

CORPUS = Path(__file__).parent / "corpus"


KINDS = Path(__file__).parent / "kinds"


@dataclass(frozen=True)
class Case:
    exercise: str
    expected: str
    path: Path
    corpus: Path = CORPUS

    @property
    def name(self) -> str:
        return self.path.relative_to(self.corpus).as_posix()


def cases(corpus: Path = CORPUS) -> list[Case]:
    found = []
    for exercise in sorted(path for path in corpus.iterdir() if path.is_dir()):
        found += [Case(exercise.name, "accept", path, corpus) for path in sorted(exercise.glob("accept/*"))]
        found += [Case(exercise.name, path.parent.name, path, corpus) for path in sorted(exercise.glob("reject/*/*"))]
        found += [Case(exercise.name, "not_attempted", path, corpus) for path in sorted(exercise.glob("not_attempted/*"))]
    return [case for case in found if case.path.name != "__pycache__"]


def seen(result: ExerciseResult) -> list[tuple]:
    """What of a result neither where it stands nor a draw decides."""
    return [(check.id, check.outcome, check.finding.code, check.points) for check in result.judgement.checks]


def is_judged_as_its_folder_says(case: Case, result: ExerciseResult) -> None:
    word_everything(result)
    follows_its_type(json_report.exercise(result, Wording(Texts("en"))), ExerciseDocument)
    failed = {check.id: (check.finding.expected, check.finding.found, check.finding.code)
              for check in result.judgement.checks if check.outcome is not Outcome.PASSED
              and check.outcome is not Outcome.SKIPPED}
    if case.expected == "accept":
        assert result.judgement.verdict == "passed", failed
    elif case.expected == "not_attempted":
        assert result.judgement.verdict == "not_attempted", failed
    else:
        assert set(failed) == {case.expected}, failed
        assert result.judgement.verdict in ("failed", "crashed", "untrusted")


def kind_is_judged_as_its_folder_says(case: Case, result: ExerciseResult) -> None:
    failed = {check.id: check for check in result.judgement.checks if check.outcome in (Outcome.FAILED, Outcome.BROKEN)}
    told = {name: [Wording(Texts(language)).message(result, check) for language in ("en", "ko")]
            for name, check in failed.items()}
    assert result.judgement.verdict == ("passed" if case.expected == "accept" else "failed"), told
    assert case.expected == "accept" or case.expected in failed, told


# What students were seen to get wrong: the cause that is told, the piece of source that is marked, and the message as it
# is read. Numbers that are drawn for a run are left out. `keras`: the first version whose own words lead to it.
MESSAGES = tomllib.loads((CORPUS.parent / "messages.toml").read_text(encoding="utf-8"))
DRAWN = re.compile(r"-?\d+\.\d+(e-?\d+)?|\d+%")


def has_cause_told_and_pointed_at(case: Case, result: ExerciseResult) -> None:
    wanted = MESSAGES[case.name]
    if numbers(installed("keras") or "") < numbers(wanted.get("keras", "")):
        return
    [failure] = [check for check in result.judgement.checks if check.outcome is Outcome.FAILED]
    assert failure.finding.code == wanted["code"]
    for language in ("en", "ko"):
        assert DRAWN.sub("…", Wording(Texts(language)).message(result, failure)) == wanted[language]
    if "marked" in wanted:
        cell, line = failure.finding.place
        first, end = failure.finding.columns
        assert result.answer.cells[cell].source.split("\n")[line - 1][first:end] == wanted["marked"]


def word_everything(result: ExerciseResult) -> None:
    """Every message and hint can be told in both languages."""
    for language in ("ko", "en"):
        wording = Wording(Texts(language))
        failures = [check for check in result.judgement.checks if check.outcome is Outcome.FAILED]
        told = [text for check in failures for text in (wording.message(result, check), *wording.hints(result, check))
                if text != wording.shown_place(result, check.finding)]  # the student's own line may hold braces
        assert all(wording.message(result, check) and wording.hint(result, check) for check in failures)
        assert not any("{" in text and "}" in text and "dict" not in text for text in told if "Error" not in text)
        assert all(wording.advice(result))
        assert not any(leaks(text) for text in told)
        for check in failures:
            steps = wording.hints(result, check)
            assert not gives_a_line(steps[0], result), steps[0]
            assert not gives_values(steps[-1], result) or "\n" in steps[-1], steps[-1]


def leaks(text: str) -> bool:
    """Whether a text shows the inside of the grader, Keras or TensorFlow, or counts lines within a block."""
    return bool(re.search(r"grader\.guest|Absent|stand-in|<cell|keras\.src|_tf_keras|tensorflow\.python\.framework|\x1b|"
                          r"<class|object at", text))


# Calls that an exercise is about: the first step of help must not show them.
LINES = re.compile(r"apply_gradients\(|tape\.gradient\(|zip\(|return loss|GradientTape\(|super\(\)|def call|"
                   r"keras\.Input\(|Flatten\(\)|=\s*\"(relu|softmax)")


def gives_a_line(nudge: str, result: ExerciseResult) -> bool:
    """Whether the first step of help shows a line to write, or a value that is asked for."""
    return bool(LINES.search(nudge)) or gives_values(nudge, result)


def gives_values(text: str, result: ExerciseResult) -> bool:
    """Whether a text shows values that the exercise asks for as they would be written, or a line of the solution."""
    if result.spec.kind != "network":
        return any(line in text for line in SOLUTION_LINES)
    asked = {f"{name}={json.dumps(value)}" for layer in result.spec.network.layers
             for name, value in layer.arguments.items()}
    shapes = {", ".join(map(str, shape)) for shape in result.spec.network.input_shapes}
    return any(re.search(re.escape(each) + r"\b", text) for each in asked) or any(each in text for each in shapes)


SOLUTION_LINES = ("tape.gradient(loss", "apply_gradients(zip(", "return loss", "loss_func(labels", "model(features)")
