"""Finds the answers of a submission: for each exercise the candidates, most likely first, as code ready to run."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import PurePath

import msgspec

from grader.evidence.claims import AnswerCode, Inventory, Step
from grader.specs.types import Course, ExerciseSpec
from grader.submissions.attempts import NO_ANSWER, Attempt, attempts_at, left_open
from grader.submissions.finding import MAX_CANDIDATES, Candidate, broken_kind, find_candidates, is_blank_form, is_code
from grader.submissions.matching import (
    DATASETS,
    LEAST_LIKENESS,
    Looks,
    asks_for,
    decided_by_marker,
    is_untouched,
    layer_likeness,
    layers_in_text,
    looks_of,
    matching_looks,
    says_its_layers,
    text_likeness,
)
from grader.submissions.running import source_of
from grader.submissions.statements import Program, Statement, is_import, is_setting, parse_file
from grader.submissions.touching import touching
from grader.submissions.training_loops import batch_of_one
from grader.submissions.types import BrokenCode, Cell, Place, Submission
from grader.submissions.whole_files import WholeFile, code_of, matching_made, whole_file

MAX_MADE = 6  # of one file for one exercise: each is another run of the whole file
# Settings that the guest leaves as they are, by the advice that says so.
SETTINGS_KEPT = {
    "precision_kept": re.compile(r"\bset_(?:global_policy|dtype_policy|policy|floatx|experimental_policy)\b"),
    "backend_kept": re.compile(r"KERAS_BACKEND.*(?:torch|jax|numpy|openvino)"),
}
# What may come out otherwise with as many rows as the real data sets have.
COUNTS_ROWS = re.compile(r"\blen\(|shape\[0\]|\b(set|max|size|unique|split|bincount|Counter|nunique|to_categorical)\b")
SHOWN_FILES = 3
# What makes an answer, by its style; without one it is a function.
MAKERS = {"sequential": "keras.Sequential", "functional": "keras.Model", "subclass": "class … (keras.Model)",
          "any": "keras.Model", None: "def"}


Params = dict[str, str | int | float | bool | Place | None]  # what fills a message
Advice = tuple[tuple[str, Params], ...]


@dataclass(frozen=True)
class Told:
    """Why there is nothing to run, as a message: its code, what fills it, and the line of the answer's cell."""

    code: str
    params: Params = field(default_factory=dict)
    line: int = 0


NOT_FOUND = Told("answer_not_found")


@dataclass(frozen=True)
class FoundAnswer:
    """One candidate for one exercise.

    `code` is None where there is nothing to run: `broken` is what is not Python, `attempt` what is no answer, of which
    `may_raise` can be run: if that raises, it is what there is to tell.
    `left` is the same with the statements of its file that could have changed it, if there are any.
    `unsure`: only what it makes tells whether it is for this exercise or another of its style.
    """

    place: Place
    code: AnswerCode | None
    cells: tuple[Cell, ...]
    source: str
    advice: Advice = ()
    broken: BrokenCode | None = None
    attempt: Told | None = None
    may_raise: FoundAnswer | None = None
    lost: tuple[BrokenCode, ...] = ()  # code of the same file that is not Python
    left: FoundAnswer | None = None
    unsure: bool = False

    def with_touching(self) -> FoundAnswer | None:
        """Returns the answer as it is when all has run that could have changed it; None if nothing could."""
        return self.left

    def place_of(self, cell: int, line: int) -> Place:
        """Returns where line `line` of cell number `cell` of the code stands in the submission."""
        return self.cells[cell].place(line) if 0 <= cell < len(self.cells) else self.place

    def with_all_rows(self, *, crashed: bool) -> FoundAnswer | None:
        """Returns the answer with data sets of their real size; None where that can change nothing."""
        matters = "load_data" in self.source and (crashed or COUNTS_ROWS.search(self.source))
        if self.code is None or self.code.all_rows or not matters:
            return None
        return replace(self, code=msgspec.structs.replace(self.code, all_rows=True))


@dataclass(frozen=True)
class FreshAnswer(FoundAnswer):
    """One of a file that was just read: what could have changed it is looked for when somebody asks."""

    look: Callable[[], FoundAnswer | None] = field(default=lambda: None, compare=False)

    def with_touching(self) -> FoundAnswer | None:
        """Looks for it in the file."""
        return self.look()


@dataclass
class FoundAnswers:
    """What a submission answers: exercise id → candidates, best first; why there are none; and what was skipped.

    `whole_files` may hold more, to be found by running them.
    """

    answers: dict[str, list[FoundAnswer]] = field(default_factory=dict)
    absent: dict[str, Told] = field(default_factory=dict)
    skipped: list[BrokenCode] = field(default_factory=list)
    whole_files: list[WholeFile] = field(default_factory=list)


def find_answers(submission: Submission, course: Course, stubs: tuple[Program, ...]) -> FoundAnswers:
    """Reads all files for answers. Executes nothing."""
    programs = [parse_file(file) for file in submission.files]
    modules = local_modules(submission)
    functions = frozenset(each.subject.function for each in course.exercises if each.subject.function)
    scored: dict[str, list[tuple[float, FoundAnswer]]] = {spec.id: [] for spec in course.exercises}
    found = FoundAnswers()
    used: set[int] = set()
    for program in programs:
        candidates, unsure = find_candidates(program, functions), False
        for candidate in candidates:
            looks = looks_of(candidate)
            spec, score = matching_looks(looks, course)
            if spec is not None and not is_untouched(candidate, stubs) \
                    and not only_serves(candidate, looks, candidates, spec, functions):
                answer = prepare_answer(candidate, spec, modules, candidates)
                answer = replace(answer, unsure=is_unsure(looks, spec, course))
                unsure |= answer.unsure
                scored[spec.id].append((score, answer))
                used.update(map(id, candidate.statements))
        if program.statements:
            found.whole_files.append(whole_file(program, candidates, functions, modules, stubs, unsure=unsure))
        found.skipped += program.broken
        for broken in program.broken[-MAX_CANDIDATES:]:
            spec = broken_exercise(broken, program, course, functions)
            if spec is not None:
                scored[spec.id].append((-1.0, broken_answer(broken)))
    for spec in course.exercises:
        found.answers[spec.id] = [answer for _, answer in sorted(scored[spec.id], key=lambda pair: -pair[0])]
        if not found.answers[spec.id]:
            attempts = attempts_at(spec, course, programs, stubs, frozenset(used))
            not_python = broken_attempts(spec, course, programs, stubs)
            found.answers[spec.id] = attempted_answers(spec, attempts, not_python, modules)
            found.absent[spec.id] = commented_out(attempts) or why_absent(spec, course, submission, programs, stubs)
    return found


def is_unsure(looks: Looks, spec: ExerciseSpec, course: Course) -> bool:
    """Whether a model was taken for an exercise by little more than its style."""
    return not looks.kind.is_function and decided_by_marker(looks.cell, looks.line, course) is None \
        and not says_its_layers(looks, spec)


def settled(found: FoundAnswers) -> FoundAnswers:
    """Returns what was found as plain data: of each answer it is known, too, what could have changed it."""
    return replace(found, answers={exercise: list(map(settled_answer, answers))
                                   for exercise, answers in found.answers.items()})


def settled_answer(answer: FoundAnswer) -> FoundAnswer:
    """Returns an answer as plain data."""
    plain = FoundAnswer(**{each.name: getattr(answer, each.name) for each in fields(FoundAnswer)})
    may_raise = None if answer.may_raise is None else settled_answer(answer.may_raise)
    return replace(plain, left=answer.with_touching(), may_raise=may_raise)


def broken_answer(broken: BrokenCode) -> FoundAnswer:
    """Returns code that is not Python as an answer."""
    return FoundAnswer(broken.cell.place(broken.line), None, (broken.cell,), broken.source, broken=broken)


def attempted_answers(spec: ExerciseSpec, attempts: list[Attempt], broken: list[BrokenCode],
                      modules: dict[str, str]) -> list[FoundAnswer]:
    """Returns what was written for an exercise that nothing answers: what can be run, else the most telling thing."""
    if runs := [each.runs for each in attempts if each.code == "runs" and each.runs is not None]:
        return [prepare_answer(candidate, spec, modules) for candidate in runs]
    if broken:
        return [broken_answer(each) for each in broken]
    for each in attempts:
        if each.code not in NO_ANSWER:
            params = {"name": "", "maker": MAKERS[spec.style], "asked": ""} | each.params
            told = Told(f"written_{each.code}", params, each.line)
            raises = prepare_answer(each.runs, spec, modules) if each.runs is not None else None
            return [FoundAnswer(each.place, None, (each.cell,), each.source, attempt=told, may_raise=raises)]
    return []


def broken_attempts(spec: ExerciseSpec, course: Course, programs: list[Program],
                    stubs: tuple[Program, ...]) -> list[BrokenCode]:
    """Returns what is not Python, whatever it was going to be, where a marker says that it is for an exercise."""
    given = {each.source for stub in stubs for each in stub.broken}
    return [each for program in programs for each in program.broken[-MAX_CANDIDATES:]
            if each.source not in given and is_code(each) and not is_blank_form(each)
            and decided_by_marker(each.cell, each.line, course) is spec]


def commented_out(attempts: list[Attempt]) -> Told | None:
    """Returns that an answer is there, but not for Python to see."""
    each = next((each for each in attempts if each.code in NO_ANSWER), None)
    return Told("commented_out", {"where": each.place}) if each is not None else None


def why_absent(spec: ExerciseSpec, course: Course, submission: Submission, programs: list[Program],
               stubs: tuple[Program, ...]) -> Told:
    """Tells an untouched stub from files that hold no code, from nothing handed in, and from code of something else."""
    if not submission.files:
        return Told("nothing_handed_in")
    names = [file.name for file in submission.files]
    if not any(program.statements or program.broken for program in programs):
        return Told("hand_in_empty", {"files": ", ".join(names[:SHOWN_FILES]) + ", …" * (len(names) > SHOWN_FILES)})
    given = {each.shape for stub in stubs if stub.file.name == spec.stub_name for each in left_open(stub)}
    for program in programs:
        for each in program.statements:
            if each.shape in given and decided_by_marker(each.cell, each.node.lineno, course) is spec:
                return Told("stub_untouched", {"file": program.file.name})
    return NOT_FOUND


def answers_made(file: WholeFile, inventory: Inventory, course: Course) -> dict[str, list[FoundAnswer]]:
    """Returns what a file made when it ran as a whole, as candidates for the exercises, likeliest first."""
    return {exercise: [FoundAnswer(file.place_of(made), code_of(file, made, course.exercise(exercise)), file.cells,
                                   file.source, (("found_by_running", {}),))
                       for made in found[:MAX_MADE]]
            for exercise, found in matching_made(file, inventory, course).items()}


def only_serves(candidate: Candidate, looks: Looks, candidates: list[Candidate], spec: ExerciseSpec,
                functions: frozenset[str]) -> bool:
    """Whether a model is there for a training step alone: the step needs it, and it is unlike what is asked."""
    if looks.kind.is_function or layer_likeness(looks.layers, spec) >= LEAST_LIKENESS:
        return False
    steps = [each for each in candidates if each.kind.is_function]
    return any(candidate.defined_by.number in step.slice.chosen for step in steps) or is_handed(candidate, functions)


def is_handed(candidate: Candidate, functions: frozenset[str]) -> bool:
    """Whether a step takes the model as an argument, or it is handed to a class of which the step is a method."""
    trainers: set[str] = set()
    for node in (node for each in candidate.program.statements for node in ast.walk(each.node)):
        if isinstance(node, ast.ClassDef) and functions & {each.name for each in node.body
                                                           if isinstance(each, ast.FunctionDef)}:
            trainers.add(node.name)
        elif isinstance(node, ast.FunctionDef) and node.name in functions:
            if candidate.name in {each.arg for each in node.args.args}:
                return True
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in trainers:
            given = [*node.args, *(each.value for each in node.keywords)]
            if any(isinstance(each, ast.Name) and each.id == candidate.name for each in given):
                return True
    return False


def local_modules(submission: Submission) -> dict[str, str]:
    """Returns the submission's Python files by the name other files import them by."""
    return {stem: file.cells[0].source for file in submission.files
            if file.name.endswith(".py") and file.cells and (stem := PurePath(file.name).stem).isidentifier()}


def prepare_answer(candidate: Candidate, spec: ExerciseSpec, modules: dict[str, str],
                   candidates: Sequence[Candidate] = ()) -> FoundAnswer:
    """Turns a candidate into code for the guest; where its parts are asked for, with the models that may be these."""
    candidate = replace(candidate, compiled=spec.asked_compile is not None)
    parts = {number for each in candidates if spec.subject.models and each.slice.chosen & candidate.slice.chosen
             for number in each.slice.chosen}
    statements = with_parts(candidate, candidate.statements, parts)
    found = answer_of(candidate, statements, spec, modules, tuple(advice_on(candidate)))
    return FreshAnswer(**vars(found), look=lambda: with_touching(candidate, spec, modules, parts))


def with_parts(candidate: Candidate, statements: tuple[Statement, ...], parts: set[int]) -> tuple[Statement, ...]:
    """Returns statements with those of other numbers, in file order."""
    return tuple(each for each in candidate.program.statements if each.number in parts or each in statements) \
        if parts else statements


def with_touching(candidate: Candidate, spec: ExerciseSpec, modules: dict[str, str],
                  parts: set[int]) -> FoundAnswer | None:
    """Returns a candidate as it is when all has run that could have changed it; None if nothing could."""
    statements = touching(candidate, modules)
    advice = (("found_by_running", {}), *advice_on(candidate))
    return answer_of(candidate, with_parts(candidate, statements, parts), spec, modules, advice) if statements else None


def answer_of(candidate: Candidate, statements: tuple[Statement, ...], spec: ExerciseSpec, modules: dict[str, str],
              advice: Advice) -> FoundAnswer:
    """Returns a candidate as these statements make it; those that are not of its slice may fail."""
    cells: list[Cell] = []
    steps = []
    for statement in statements:
        if statement.cell not in cells:
            cells.append(statement.cell)
        first, source = source_of(statement)
        lenient = is_import(statement) or is_setting(statement) or statement.number not in candidate.slice.chosen
        steps.append(Step(cell=cells.index(statement.cell), line=first, source=source, lenient=lenient))
    code = AnswerCode(
        kind=spec.recorded, name=candidate.name, call=candidate.call,
        cells=tuple(cell.source for cell in cells), steps=tuple(steps),
        input_shapes=spec.subject.input_shapes, input_names=spec.subject.input_names,
        input_values=spec.subject.input_values,
        parts=bool(spec.subject.models),
        classes=spec.subject.classes, modules=modules,
    )
    source = "\n".join(each.text for each in statements)
    return FoundAnswer(candidate.place, code, tuple(cells), source, advice, lost=tuple(candidate.program.broken))


def advice_on(candidate: Candidate) -> Iterator[tuple[str, Params]]:
    """Yields what the text around an answer is worth saying of, as (message code, parameters)."""
    if candidate.call:
        yield "never_instantiated", {"name": candidate.name}
    for statement in candidate.program.statements[:candidate.defined_by.number]:
        for code, setting in SETTINGS_KEPT.items():
            if setting.search(statement.text):
                yield code, {"place": statement.place}
    if candidate.kind.is_function and (place := batch_of_one(candidate.program, candidate.name)) is not None:
        yield "batch_of_one", {"place": place}


def broken_exercise(broken: BrokenCode, program: Program, course: Course,
                    functions: frozenset[str]) -> ExerciseSpec | None:
    """Returns the exercise that code which is not Python was going to answer, if it looks like an answer."""
    kind = broken_kind(broken, functions)
    if kind is None:
        return None
    decided = decided_by_marker(broken.cell, broken.line, course)
    if decided is not None:
        return decided
    rivals = [spec for spec in course.exercises if asks_for(spec, kind)]
    cells = program.file.cells[: program.file.cells.index(broken.cell) + 1]
    near = broken.cell.context + broken.source
    named = next((found for cell in reversed(cells) if (found := DATASETS.findall(cell.source))), [])
    headings = "\n".join(cell.context[-400:] for cell in cells[-400:])[-400:]
    layers = layers_in_text(broken.source)

    def score(spec: ExerciseSpec) -> float:
        in_force = bool(named) and named[-1] == spec.subject.dataset
        return text_likeness(near, spec) + in_force + 0.5 * text_likeness(headings, spec) + layer_likeness(layers, spec)

    return max(rivals, key=score, default=None)
