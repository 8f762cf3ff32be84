"""What a container may use counts as memory, and too little is refused before anything is graded."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader import machine, memory
from grader.errors import GraderError
from grader.sandbox.workers import WarmProcess

MIB = 2**20


def limits(folder: Path, groups: str, files: dict[str, str]) -> list[int]:
    own, mounted = folder / "own", folder / "mounted"
    own.write_text(groups, encoding="utf-8")
    for name, text in files.items():
        path = mounted / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [each // MIB for each in memory.group_limits(own, mounted)]


@pytest.mark.parametrize(("groups", "files", "expected"), [
    ("0::/\n", {"memory.max": f"{768 * MIB}\n"}, [768]),
    ("0::/a/b\n", {"memory.max": "max\n", "a/memory.max": f"{900 * MIB}\n", "a/b/memory.max": f"{800 * MIB}\n"}, [800, 900]),
    ("12:cpu,cpuacct:/x\n5:memory:/docker/ab\n0::/x\n", {"memory/memory.limit_in_bytes": f"{768 * MIB}", "x/memory.max": "max"}, [768]),
    ("5:memory:/d\n", {"memory/d/memory.limit_in_bytes": f"{700 * MIB}", "memory/memory.limit_in_bytes": f"{2**63 // 4096 * 4096}"},
     [700, 2**63 // 4096 * 4096 // MIB]),
    ("0::/../outside\n", {}, []), ("nonsense\n", {}, []), ("", {}, [])])
def test_the_limit_of_every_group_around_this_process_counts(tmp_path: Path, groups: str, files: dict, expected: list[int]) -> None:
    assert limits(tmp_path, groups, files) == expected


def test_a_system_without_groups_tells_no_limit(tmp_path: Path) -> None:
    assert list(memory.group_limits(tmp_path / "no", tmp_path)) == []


@pytest.mark.parametrize(("mib", "refused"), [(None, False), (700, False), (699, True), (512, True), (24_000, False)])
def test_too_little_memory_is_refused(monkeypatch: pytest.MonkeyPatch, mib: int | None, refused: bool) -> None:
    monkeypatch.setattr(memory, "usable_mib", lambda: mib)
    if not refused:
        WarmProcess()
        return
    with pytest.raises(GraderError) as error:
        WarmProcess()
    assert (error.value.code, error.value.params) == ("memory_too_small", {"found": mib, "least": 700})
    finding = machine.student_process()
    assert (finding.code, finding.fine) == ("memory_too_small", False)


def test_the_doctor_tells_what_a_container_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "usable_mib", lambda: 1536)
    assert machine.memory() == machine.Finding("memory", {"gib": "1.5", "least": "3"}, fine=False)
