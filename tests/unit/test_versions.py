"""The grader refuses a machine it cannot work on, and its ranges, lock and platforms say the same."""

from __future__ import annotations

import tomllib
from io import BytesIO, TextIOWrapper
from pathlib import Path

import msgspec
import pytest
from packaging.requirements import Requirement

from grader import __version__, cli, machine, versions
from grader.errors import GraderError
from grader.notebooks import service
from grader.notebooks.requests import GradeRequest, Shown
from grader.sandbox.ready import ReadyProcess
from grader.sandbox.workers import WarmProcess

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RANGES = [Requirement(line) for line in PROJECT["dependencies"]]
LOCK = [Requirement(line) for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines() if line[0] != "#"]
PLATFORMS = {each["name"]: each for each in tomllib.loads(
    (ROOT / "grader" / "platforms.toml").read_text(encoding="utf-8"))["platform"]}
LOOK_AGAIN = versions.versions.__wrapped__  # without what an earlier test made it remember
FITTING = {"tensorflow": "2.21.0", "keras": "3.15.1", "numpy": "2.4.6"}


@pytest.fixture
def have(monkeypatch: pytest.MonkeyPatch):
    """Makes the machine one that has these packages, and no others."""
    def pretend(**packages: str) -> None:
        monkeypatch.setattr(versions, "installed", packages.get)
        monkeypatch.setattr(versions, "versions", LOOK_AGAIN)

    return pretend


@pytest.mark.parametrize(("found", "named"), [
    ({"keras": "2.15.0", "tensorflow": "2.15.1"}, "tensorflow"), ({"keras": "2.15.0"}, "keras"),
    ({"keras": "3.3.0"}, "keras"), ({"tensorflow": "2.9.3"}, "tensorflow"), ({"tensorflow": None}, "tensorflow"),
    ({"keras": None}, "keras")])
def test_a_machine_that_cannot_grade_is_refused(have, found: dict, named: str) -> None:
    have(**FITTING | found)
    for make in (WarmProcess, ReadyProcess):
        with pytest.raises(GraderError) as refused:
            make()
        code = "version_unusable" if (FITTING | found)[named] else "package_missing"
        assert (refused.value.code, refused.value.params["name"]) == (code, named)


@pytest.mark.parametrize("found", [{}, {"keras": "3.3.3"}, {"tensorflow": "2.16.0rc0"}, {"keras": "4.0.0.dev2"}])
def test_a_machine_that_can_is_not(have, found: dict) -> None:
    have(**FITTING | found)
    versions.check_versions()


@pytest.mark.parametrize("command", [
    ["grade", "solutions"], ["grade", "solutions", "--format", "json"], ["watch", "solutions"], ["audit"],
    ["batch", "solutions", "--gradebook", "{folder}/new.db"]])
def test_every_way_to_grade_refuses_and_leaves_no_result(have, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
                                                         capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    have(tensorflow="2.15.1", keras="2.15.0")
    monkeypatch.chdir(ROOT)
    students = tmp_path / "class" / "Kim"
    students.mkdir(parents=True)
    (students / "mnist_sequential.py").write_text("model = None", encoding="utf-8")
    filled = [part.format(folder=tmp_path) for part in command]
    if filled[0] == "batch":
        filled[1] = str(tmp_path / "class")
    assert cli.run([*filled, "--lang", "en"]) == 3
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "tensorflow 2.15.1 is installed" in printed.err
    assert "tensorflow>=2.16" in printed.err


def test_a_notebook_is_told_at_each_request(have, monkeypatch: pytest.MonkeyPatch) -> None:
    have(tensorflow="2.6.0", keras="2.6.0")
    request = msgspec.json.encode(GradeRequest(exercises=(), language="en", width=80, seconds=1.0)) + b"\n"
    asked, answered = TextIOWrapper(BytesIO(2 * request)), TextIOWrapper(BytesIO())
    monkeypatch.setattr("sys.stdin", asked)
    monkeypatch.setattr("sys.stdout", answered)
    service.serve()
    lines = answered.buffer.getvalue().splitlines()
    assert ["tensorflow 2.6.0 is installed" in msgspec.json.decode(line, type=Shown).error for line in lines] == [True, True]


def test_work_is_not_equal_under_another_keras(have) -> None:
    have(**FITTING)
    before = versions.machine()
    have(**FITTING | {"keras": "3.15.2"})
    assert versions.machine() != before


def test_work_stays_equal_when_python_is_mended(have, monkeypatch: pytest.MonkeyPatch) -> None:
    have(**FITTING)
    machines = []
    for python in ("3.12.1", "3.12.9", "3.13.0"):
        monkeypatch.setattr(versions.platform, "python_version", lambda python=python: python)
        machines.append(versions.machine())
    assert machines[0] == machines[1] != machines[2]


def test_any_distribution_of_tensorflow_is_tensorflow(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        if name != "tensorflow-cpu":
            raise versions.PackageNotFoundError(name)
        return "2.20.0"

    monkeypatch.setattr(versions, "version", version)
    assert (versions.installed("tensorflow"), versions.installed("keras")) == ("2.20.0", None)


def test_the_doctor_tells_what_was_never_tried(have, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "versions", lambda: {"python": "3.19.0", "tensorflow": "2.21.3", "keras": "3.5.0"})
    found = list(machine.trials())
    assert [(each.params["name"], each.fine, each.doubtful) for each in found] == [("python", True, True), ("keras", True, True)]
    assert "3.15" in found[1].params["known"]


def test_the_doctor_tells_of_variables_the_grader_ignores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    monkeypatch.delenv("TF_USE_LEGACY_KERAS", raising=False)
    assert [each.params for each in machine.environment()] == [{"name": "KERAS_BACKEND", "value": "jax"}]


def test_the_doctor_starts_nothing_where_nothing_can_be_graded(have) -> None:
    have(tensorflow="2.15.1", keras="2.15.0")
    finding = machine.student_process()
    assert (finding.code, finding.fine) == ("version_unusable", False)
    assert finding.mend.endswith('-m pip install "tensorflow>=2.16"')


def test_the_lower_end_of_each_range_is_tried() -> None:
    held = dict(pin.split("==") for pin in PLATFORMS["oldest"]["holds"])
    ends = {each.name: next(end.version for end in each.specifier if end.operator == ">=") for each in RANGES}
    assert {name: versions.numbers(end) for name, end in ends.items()} == {
        name: versions.numbers(held.get(name, ""))[:len(versions.numbers(end))] for name, end in ends.items()}
    assert all(versions.numbers(ends[name])[:len(versions.numbers(least))] == versions.numbers(least) for name, least in versions.LEAST.items())
    assert PROJECT["requires-python"] == f">={PLATFORMS['oldest']['python']}"


def test_every_platform_is_within_the_ranges() -> None:
    for platform in PLATFORMS.values():
        held = {pin.name: pin for pin in map(Requirement, platform["holds"])}
        for each in RANGES:
            if each.name in held:
                assert all(each.specifier.contains(end.version) for end in held[each.name].specifier), (platform, each)


def test_the_lock_has_one_version_of_each_dependency_within_its_range() -> None:
    locked = {each.name: next(iter(each.specifier)).version for each in LOCK}
    wanted = [*RANGES, *map(Requirement, PROJECT["optional-dependencies"]["dev"])]
    assert {each.name for each in wanted} <= set(locked)
    assert all(each.specifier.contains(locked[each.name]) for each in wanted)
    assert all(each.url is None and len(each.specifier) == 1 for each in LOCK)
    assert "://" not in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_the_version_is_that_of_the_distribution() -> None:
    from importlib.metadata import version

    assert version(versions.DISTRIBUTION) == __version__


@pytest.mark.parametrize(("lacking", "says"), [("numpy.linalg", "numpy is not installed"), ("grader.gone", "inside the grader")])
def test_a_package_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
                                                  lacking: str, says: str) -> None:
    def run(*_: object) -> int:
        raise ModuleNotFoundError(name=lacking)

    monkeypatch.setattr(cli.listing, "run", run)
    monkeypatch.delenv("GRADER_DEBUG", raising=False)
    monkeypatch.setattr("sys.stdout", TextIOWrapper(BytesIO()))
    assert cli.run(["list", "--lang", "en"]) == 3
    assert says in capsys.readouterr().err
