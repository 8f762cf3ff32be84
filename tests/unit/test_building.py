"""Functions that build networks: what their tables say, and how students' functions are called. Without TensorFlow."""

from __future__ import annotations

import pytest

from grader.audit.builder_variants import builder_variants
from grader.audit.running import variants_of
from grader.checks.building import builder_checks
from grader.evidence.claims import AnswerCode, Claim, Failure
from grader.evidence.evidence import Evidence
from grader.gathering.building import code_of_case, gave_network, of_cases
from grader.guest.arguments import as_python, as_taken
from grader.specs.course import load_course
from grader.specs.types import ExerciseSpec
from grader.verdicts import Verdict, judge, points_of

TABLE = """[builder]
signature = "block(x, filters, stride=1)"
inputs = [{ name = "x", shape = [8, 8, 6] }]
classes = 1
loss = "mean_squared_error"
cases = [{ filters = 6 }, { x = [9, 9, 4], filters = 8, stride = 2 }]

[[builder.layers]]
type = "Conv2D"
arguments = { filters = { of = "filters", times = 2 }, kernel_size = 3, strides = { of = "stride" } }

[[exercises]]
id = "block"
task = "Write block(x, filters, stride=1)."
"""


def read(folder, table: str = TABLE) -> ExerciseSpec:
    (folder / "block.toml").write_text(table, encoding="utf-8")
    course = load_course(folder)
    assert course.problems == ()
    return course.exercises[0]


def test_each_call_is_a_network_of_its_own(tmp_path) -> None:
    spec = read(tmp_path)
    assert [case.call for case in spec.cases] == ["block(x, filters=6)", "block(x: (9, 9, 4), filters=8, stride=2)"]
    assert [case.network.input_shapes for case in spec.cases] == [((8, 8, 6),), ((9, 9, 4),)]
    assert [case.network.layers[0].arguments for case in spec.cases] == [
        {"filters": 12, "kernel_size": 3, "strides": 1}, {"filters": 16, "kernel_size": 3, "strides": 2}]
    assert "def block(x, filters, stride=1):" in load_course(tmp_path).stubs["block"]
    assert "Conv2D(filters=2 × filters, kernel_size=3, strides=stride)" in load_course(tmp_path).stubs["block"]


@pytest.mark.parametrize(("there", "instead", "code", "named"), [
    ('"block(x, filters, stride=1)"', '"block(x, filters"', "course_signature", "block(x, filters"),
    ('"block(x, filters, stride=1)"', '"block(x, filters, stride=size)"', "course_signature", "size"),
    ('{ of = "stride" }', '{ of = "strid" }', "course_unknown_value", "strid"),
    ('{ of = "stride" }', "1", "course_parameter_unused", "stride"),
    ("filters = 8, stride", "filters = 6, stride", "course_parameter_same", "filters"),
    ("filters = 8, stride", "stride", "course_key_missing", "filters"),
    ("stride = 2 }", "strides = 2 }", "course_unknown_input", "strides"),
    ("x = [9, 9, 4]", "x = 9", "course_value", "x"),
    ("filters = 8, stride", "filters = -1, stride", "course_value", "-2"),
    ("cases = [{ filters = 6 }, { x = [9, 9, 4], filters = 8, stride = 2 }]", "cases = []", "course_key_missing", "cases"),
])
def test_a_table_that_cannot_be_meant_is_told(there: str, instead: str, code: str, named: str, tmp_path) -> None:
    assert there in TABLE
    read(tmp_path)
    (tmp_path / "other.toml").write_text(TABLE.replace(there, instead).replace('id = "block"', 'id = "other"'), encoding="utf-8")
    [(found, params)] = load_course(tmp_path).problems
    assert found == code
    assert named in str(params)


def test_a_call_is_told_to_the_guest_without_what_it_leaves_out(tmp_path) -> None:
    spec = read(tmp_path)
    code = AnswerCode("network", "block", False, (), (), ((8, 8, 6),), 1, input_names=("x",))
    first, second = (code_of_case(code, spec.builder, number) for number in (0, 1))
    assert (first.parameters, first.arguments, first.input_shapes) == (("x", "filters", "stride"), {"filters": 6}, ((8, 8, 6),))
    assert (second.arguments, second.input_shapes) == ({"filters": 8, "stride": 2}, ((9, 9, 4),))
    assert second.functions == ("block",)


def test_calls_have_equal_parts_of_the_points_and_later_ones_wait_for_the_same_check(tmp_path) -> None:
    spec = read(tmp_path)
    checks = {check.id: check for check in builder_checks(spec)}
    points = points_of(spec)
    for name in ("answer.runs", "layers", "layer_1.filters", "layer_1.kernel_size", "training"):
        assert points[f"case_1.{name}"] == points[f"case_2.{name}"] > 0
        assert f"case_1.{name}" in checks[f"case_2.{name}"].needs
    assert sum(points.values()) == pytest.approx(1.0)
    assert checks["case_1.layer_1.filters"].share == "parameters"
    assert checks["case_1.layer_1.kernel_size"].share == "arguments"


FAILED = Evidence(end="answered", claim=Claim(), failure=Failure(type="ValueError", message="no", frames=(), stage="build"))
CONTRADICTED = Evidence(end="answered", claim=Claim(), trust="contradicted")


@pytest.mark.parametrize(("cases", "verdict"), [
    ([FAILED], Verdict.CRASHED), ([CONTRADICTED], Verdict.UNTRUSTED), ([Evidence(end="grader_error")], Verdict.GRADER_ERROR),
    ([Evidence(end="timed_out")], Verdict.TIMED_OUT)])
def test_a_first_call_that_gives_no_network_decides(cases: list[Evidence], verdict: Verdict, tmp_path) -> None:
    assert not gave_network(cases[0])
    assert judge(read(tmp_path), of_cases(cases)).verdict is verdict


@pytest.mark.parametrize(("last", "end", "trust"), [
    (FAILED, "answered", "verified"), (Evidence(end="timed_out"), "answered", "verified"),
    (CONTRADICTED, "answered", "contradicted"), (Evidence(end="grader_error"), "grader_error", "unverified")])
def test_a_later_call_costs_the_whole_only_if_it_lies_or_we_failed(last: Evidence, end: str, trust: str) -> None:
    joined = of_cases([Evidence(end="answered", claim=Claim(), trust="verified", seconds=1.0, stages={"record": 1.0}), last])
    assert (joined.end, joined.trust, joined.failure, len(joined.cases)) == (end, trust, None, 2)
    assert joined.stages["record"] == 1.0


def test_the_audit_ignores_each_parameter_and_writes_it_in_other_ways(tmp_path) -> None:
    spec = read(tmp_path)
    variants = {each.name: each for each in builder_variants(spec)}
    assert [each.name for each in variants_of(spec)] == [*variants]
    wrong = {"filters is always 6", "filters is always 8", "stride is always 1", "stride is always 2",
             "filters and stride exchanged", "stride=2 by default", "layer_1.filters=filters * 2 + 1"}
    right = {"plain", "other names", "by name alone", "another order"}
    assert wrong <= {name for name, each in variants.items() if not each.is_right}
    assert right <= {name for name, each in variants.items() if each.is_right}
    assert "Conv2D(6 * 2" not in variants["filters is always 6"].source
    assert "Conv2D(12, 3, strides=stride)" in variants["filters is always 6"].source
    assert "Conv2D(filters * 2, 3, strides=stride)(inputs_1)" in variants["plain"].source
    assert "def block(own_1, own_2, own_3=1):\n    inputs_1 = own_1\n" in variants["other names"].source
    assert "def block(x, *, filters, stride=1):" in variants["by name alone"].source


def test_what_a_call_decides_is_of_a_function_only(tmp_path) -> None:
    read(tmp_path)
    (tmp_path / "other.toml").write_text(
        '[network]\ninput_shape = [4]\nclasses = 2\n[[network.layers]]\ntype = "Dense"\narguments = { units = { of = "units" } }\n'
        '[[exercises]]\nid = "other"\nstyle = "any"\ntask = "T"\n', encoding="utf-8")
    assert [code for code, _ in load_course(tmp_path).problems] == ["course_of_outside"]


NAMES, TOLD = ("x", "filters", "stride"), {"x": "X", "filters": 8, "stride": 2}


@pytest.mark.parametrize(("function", "told"), [
    (lambda x, filters, stride=1: (x, filters, stride), TOLD), (lambda stride, x, filters: (x, filters, stride), TOLD),
    (lambda tensor, size, step=1: (tensor, size, step), TOLD), (lambda inputs, stride, filters: (inputs, filters, stride), TOLD),
    (lambda tensor, /, filters, **rest: (tensor, filters, rest["stride"]), TOLD), (lambda *given: given, TOLD),
    (lambda **given: (given["x"], given["filters"], given["stride"]), TOLD),
    (lambda x, *, size, stride=2, bias=True: (x, size, stride), {"x": "X", "filters": 8}),
])
def test_a_function_is_called_by_the_names_it_has(function, told: dict) -> None:
    positional, named = as_taken(function, NAMES, told)
    assert function(*positional, **named) == ("X", 8, 2)


def test_a_function_that_takes_less_is_called_all_the_same() -> None:
    positional, named = as_taken(lambda x: x, NAMES, TOLD)
    with pytest.raises(TypeError):
        (lambda x: x)(*positional, **named)


def test_a_table_is_given_as_what_courses_call_hp() -> None:
    hp = as_python({"units": 8, "sizes": [3, 5], "of": {"rate": 0.5}})
    assert (hp["units"], hp.units, hp.get("units"), hp.Int("units", 4, 64), hp.Choice("sizes", [1]), hp.of.rate) == (8, 8, 8, 8, (3, 5), 0.5)
    with pytest.raises(AttributeError):
        hp.rate  # noqa: B018
