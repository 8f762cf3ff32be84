"""Runs an author's solution in a guest, and returns the network or step it makes as it was recorded there."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from grader.errors import GraderError, InputError
from grader.evidence.claims import AnswerCode, Claim, InputValues, Made, Shape
from grader.evidence.codec import MAX_CLAIM_BYTES, decode, encode
from grader.facts.folding import UNEXPLAINED
from grader.gathering.gatherer import Gatherer
from grader.pipeline import Grader
from grader.sandbox.workers import WarmProcess, WorkerDied, WorkerTimedOut
from grader.submissions.answers import local_modules
from grader.submissions.finding import find_candidates
from grader.submissions.reading import read_submission
from grader.submissions.statements import Program, parse_file
from grader.submissions.whole_files import WholeFile, whole_file

STEP = "train_step"
START_SECONDS, ANSWER_SECONDS = 120.0, 60.0
ANY_CLASSES = 10  # of the labels a step is first called with


class Recorded(Struct, frozen=True):
    """What a solution makes.

    Attributes:
        made: where, of which style.
        claim: what was recorded.
    """

    made: Made
    claim: Claim


class Solution(Struct, frozen=True):
    """A solution that was run as a whole: its text, what was run, and what that makes."""

    path: Path
    program: Program
    file: WholeFile
    made: tuple[Made, ...]

    @property
    def wanted(self) -> Made | None:
        """What an exercise is about: the step a file defines, else its last model."""
        steps, models = ([each for each in self.made if each.is_function is step] for step in (True, False))
        return next(reversed(steps or models), None)


def run_whole(path: Path, grader: Grader) -> Solution:
    """Runs a solution as a whole.

    Raises:
        InputError: it is not Python.
    """
    gatherer = Gatherer(grader.warm, grader.verifier)
    submission = read_submission([path])
    programs = [parse_file(file) for file in submission.files]
    modules = local_modules(submission)
    for program in programs:
        for broken in program.broken:
            raise InputError("solution_broken", path=str(path), line=broken.line, reason=broken.reason)
    program = programs[-1]
    functions = step_functions(program)
    file = whole_file(program, find_candidates(program, functions), functions, modules, ())
    return Solution(path, program, file, gatherer.take_inventory(file.code).made)


def record(solution: Solution, input_shapes: tuple[Shape, ...], grader: Grader) -> Recorded:
    """Records the last training step that a solution defines, else the last model it makes.

    Args:
        input_shapes: of a model that does not say what it takes, without the batch.

    Raises:
        InputError: it makes neither, or what it makes cannot be recorded: the reason is the student's, too.
    """
    wanted = solution.wanted
    if wanted is None:
        raise InputError("solution_makes_nothing", path=str(solution.path))
    shapes = input_shapes or shapes_of(solution.made)
    if not shapes and wanted.kind != "functional":
        raise InputError("solution_input_unknown", path=str(solution.path))
    code = code_of(solution.file, wanted, shapes)
    claim = ask(solution.path, code, grader.warm)
    if claim.network is not None and any(each.type == UNEXPLAINED for each in claim.network.layers):
        # An input that is stated in whole numbers changes others: pixels are some.
        pixels = (InputValues("pixels"),) * len(claim.network.input_shapes)
        code = replace(code, input_values=pixels, input_shapes=claim.network.input_shapes)
        claim = ask(solution.path, code, grader.warm)
    return Recorded(wanted, claim)


def shapes_of(made: Iterable[Made]) -> tuple[Shape, ...]:
    """Returns the input of the last model that states one."""
    return tuple(each.input_shape for each in made if each.input_shape is not None)[-1:]


def step_functions(program: Program) -> frozenset[str]:
    """Returns the functions of a file that are training steps by their name."""
    return frozenset(each.node.name for each in program.statements
                     if isinstance(each.node, ast.FunctionDef) and STEP in each.node.name)


def code_of(file: WholeFile, made: Made, input_shapes: tuple[Shape, ...]) -> AnswerCode:
    """Returns the code whose answer is what the file made there."""
    return AnswerCode(
        kind=made.recorded if made.is_function else "compiled", name=made.name or "__answer__", call=False,
        cells=file.code.cells, steps=file.code.steps, input_shapes=input_shapes, classes=ANY_CLASSES,
        modules=file.code.modules, made=made.at)


def ask(path: Path, code: AnswerCode, warm: WarmProcess) -> Claim:
    """Asks a guest of its own for the record."""
    guest = warm.guest()
    try:
        guest.refused_measures(START_SECONDS)
        claim = decode(guest.ask(encode(code), ANSWER_SECONDS, MAX_CLAIM_BYTES), Claim, MAX_CLAIM_BYTES)
    except (WorkerDied, WorkerTimedOut) as error:
        raise GraderError("guest_not_started") from error
    finally:
        guest.close()
    if claim.failure is not None:
        line = claim.failure.frames[-1].line if claim.failure.frames else code.made.place[1] if code.made else 0
        raise InputError("solution_broken", path=str(path), line=line,
                         reason=f"{claim.failure.type}: {claim.failure.message}")
    return claim
