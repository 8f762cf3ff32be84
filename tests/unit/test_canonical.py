"""Equal programs are run as equal code, whatever their pages look like, and each line is known where it stands."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from grader.evidence.claims import AnswerCode, CallClaim, Claim, Failure, Frame, LayerClaim, NetworkClaim, Note, Step
from grader.submissions.canonical import canonical, rewritten
from grader.submissions.python import parse

ROOT = Path(__file__).parents[2]
NETWORK = """model = keras.Sequential([
    keras.layers.Conv2D(32, 3, activation="relu"),  # the first
    keras.layers.Flatten(),

    keras.layers.Dense(
        10,
        activation="softmax"),
])"""


def code_of(*sources: str, line: int = 1, modules: dict[str, str] | None = None) -> AnswerCode:
    steps = tuple(Step(cell=0, line=line, source=source) for source in sources)
    return AnswerCode(kind="network", name="model", call=False, cells=("\n".join(sources),), steps=steps,
                      input_shapes=((28, 28, 1),), classes=10, modules=modules or {})


EQUAL = {
    "comments": ("x = f(1)", "x = f(1)  # one\n"),
    "spacing": ("x = f(1, a=2)", "x=f( 1,a = 2 )"),
    "quotes": ("x = f('relu')", 'x = f("relu")'),
    "line breaks": (NETWORK, " ".join(line.split("#")[0].strip() for line in NETWORK.split("\n"))),
    "a comma at the end": ("x = [1, 2]", "x = [\n1,\n2,\n]"),
    "needless brackets": ("x = (1 + 2) * 3", "x = ((1 + 2) * (3))"),
    "a backslash": ("x = 1 + 2", "x = 1 + \\\n    2"),
    "docstrings": ("def f():\n    return 1", 'def f():\n    """Says one."""\n    "more"\n    return 1'),
    "a class of a docstring": ("class A:\n    pass", 'class A:\n    """Nothing."""'),
    "numbers": ("x = 1e-3", "x = 0.001"),
    "a method on another line": ("model.add(Dense(3))", "(model\n  .add(\n Dense(3)))"),
}
OTHER = {
    "a number": ("x = f(1)", "x = f(2)"),
    "a name": ("x = f(1)", "y = f(1)"),
    "an order": ("x = f(a=1, b=2)", "x = f(b=2, a=1)"),
    "a string that counts": ("x = f('a')", "x = f('a ')"),
    "a docstring in an argument": ("f('doc')", "f()"),
    "indentation": ("if a:\n    b()\nc()", "if a:\n    b()\n    c()"),
}


@pytest.mark.parametrize(("one", "other"), EQUAL.values(), ids=EQUAL)
def test_equal_programs_are_run_as_equal_code(one: str, other: str) -> None:
    assert canonical(code_of(one)).code == canonical(code_of(other, line=40)).code


@pytest.mark.parametrize(("one", "other"), OTHER.values(), ids=OTHER)
def test_programs_that_differ_stay_apart(one: str, other: str) -> None:
    assert canonical(code_of(one)).code != canonical(code_of(other)).code


@pytest.mark.parametrize("reading", ["print(f.__doc__)", "help(f)", "inspect.getsource(f)", "exec('print(f.' + name)"])
def test_docstrings_that_may_be_read_stay(reading: str) -> None:
    with_docstring, without = 'def f():\n    """Says one."""\n    return 1', "def f():\n    return 1"
    assert canonical(code_of(with_docstring, reading)).code != canonical(code_of(without, reading)).code


def test_the_guest_gets_no_whole_cell_and_no_place_in_one() -> None:
    step = Step(cell=3, line=17, source="x = 1  # secret of my page")
    code = AnswerCode("network", "x", False, ("a", "b", "c", "# a whole cell\nx = 1"), (step,), (), 10)
    sent = canonical(code).code
    assert (sent.cells, [(each.cell, each.line, each.source) for each in sent.steps]) == (("x = 1",), [(0, 1, "x = 1")])


def test_each_call_is_known_where_it_stands() -> None:
    made = canonical(code_of(NETWORK, line=11))
    lines = made.code.steps[0].source.split("\n")
    stands = {name: made.where((0, next(number for number, line in enumerate(lines, 1) if name in line)))
              for name in ("Sequential", "Conv2D", "Flatten", "Dense", "10", "softmax")}
    assert stands == {"Sequential": (0, 11), "Conv2D": (0, 12), "Flatten": (0, 13), "Dense": (0, 15), "10": (0, 16),
                      "softmax": (0, 17)}


def test_a_chain_of_methods_is_known_where_each_name_stands() -> None:
    made = canonical(code_of("(model\n .add(One())\n .add(\n   Two()))"))
    lines = made.code.steps[0].source.split("\n")
    assert [made.where((0, number)) for number, line in enumerate(lines, 1) if ".add(" in line] == [(0, 2), (0, 3)]


def test_places_of_a_claim_are_those_of_the_page() -> None:
    code = code_of("import keras", NETWORK, line=11)
    code = AnswerCode(**{name: getattr(code, name) for name in code.__struct_fields__} | {
        "steps": (Step(0, 1, "import keras"), Step(2, 11, NETWORK))})
    made = canonical(code)
    number = next(number for number, line in enumerate(made.code.steps[1].source.split("\n"), 1) if "Conv2D" in line)
    layer = LayerClaim("Conv2D", {}, (), place=(1, number))
    network = NetworkClaim("Sequential", (), (), ((1,),), (layer,), (CallClaim(0, (-1,), (1,)),), (0,), unused=(layer,))
    told = made.told(Claim(network=network, notes=(Note("numpy_size", (1, number)),)))
    assert told.network.layers[0].place == told.network.unused[0].place == told.notes[0].place == (2, 12)
    failure = made.failure(Failure("E", "m", (Frame(1, number, "f"), Frame(9, 9, "g")), "code"))
    assert [(frame.cell, frame.line) for frame in failure.frames] == [(2, 12), (9, 9)]


def test_only_modules_that_are_imported_are_sent() -> None:
    modules = {"helper": "import deeper\n", "deeper": "y = 1", "other": "z = 1"}
    assert set(canonical(code_of("import helper", modules=modules)).code.modules) == {"helper", "deeper"}
    assert set(canonical(code_of("from importlib import import_module", modules=modules)).code.modules) == set(modules)


@pytest.mark.parametrize("source", ["x = " + "(" * 60 + "1" + ")" * 60, "x = " + "-" * 5000 + "1", "x = (",
                                    'x = f"{a!r:>{b}}" f"{c[\'d\']}"', "match x:\n    case {'a': [1, *_]}:\n        y = 1"])
def test_what_cannot_be_written_otherwise_stays(source: str) -> None:
    text, lines = rewritten(source, False)
    assert len(lines) == text.count("\n") + 1
    try:
        assert ast.dump(parse(text)) == ast.dump(parse(source))
    except (SyntaxError, RecursionError):
        assert text == source


@pytest.mark.parametrize("path", sorted((ROOT / "grader").rglob("*.py"))[::12], ids=lambda path: path.stem)
def test_rewritten_code_means_the_same(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    for node in ast.parse(source).body:
        statement = ast.get_source_segment(source, node)
        text, lines = rewritten(statement, True)
        assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(statement))
        assert len(lines) == text.count("\n") + 1
        assert max(lines) <= statement.count("\n") + 1
