"""The doctor sees what is wrong and names the command that mends it."""

from __future__ import annotations

import pytest
from packaging.requirements import Requirement

from grader import machine
from grader.messages.texts import Texts, read_catalogue


def test_a_package_of_another_version_is_found_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = list(map(Requirement, ("keras>=3.3,<4", "no-such-package>=1.0", "pytest>=8.0")))
    monkeypatch.setattr(machine, "requirements", lambda: wanted)
    monkeypatch.setattr(machine, "installed", {"keras": "3.0", "pytest": "9.2.0"}.get)
    differs, missing, right = machine.packages()
    assert (differs.code, differs.fine) == ("package_differs", False)
    assert '"keras<4,>=3.3"' in differs.mend
    assert (missing.code, missing.fine) == ("package_missing", False)
    assert right.fine


def test_what_is_wanted_is_what_the_distribution_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "requires", lambda _: ["keras>=3.3", 'ruff; extra == "dev"', 'x; python_version < "3"'])
    assert [str(each) for each in machine.requirements()] == ["keras>=3.3"]


@pytest.mark.parametrize(("refused", "code", "fine"), [
    ([], "isolation", True), (["namespaces"], "isolation_lacking", False), (["limits"], "isolation_lacking", False)])
def test_isolation_is_what_a_guest_was_refused(monkeypatch: pytest.MonkeyPatch, refused: list[str], code: str,
                                               fine: bool) -> None:
    class Guest:
        def refused_measures(self, seconds: float) -> list[str]:
            return refused

        def close(self) -> None:
            pass

    monkeypatch.setattr(machine.WarmProcess, "guest", lambda _: Guest())
    found = machine.student_process()
    assert (found.code, found.fine) == (code, fine)
    assert bool(found.mend) == ("namespaces" in refused)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_each_finding_has_words(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setattr(machine, "student_process", lambda: machine.Finding("guest_fails", fine=False))
    for finding in machine.examine():
        assert Texts(language).doctor(finding.code, **finding.params)
        assert finding.code in read_catalogue(language)["doctor"]
