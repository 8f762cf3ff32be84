"""Each promise of the sandbox rests on a measure: where that is taken away, the test of the promise fails.

A row of `MEASURES` says which lines of the source are put out of force, and which tests of `test_sandbox_contract.py`
then have to fail; what two measures hold together is taken away together. The lines of a guest are changed right after
it was forked, those of the warm process in a copy of the package. Whatever is taken away, student code still runs, so
that no test fails for another reason. Rows that take long run by `make measures` alone.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import os
import shutil
import socket
import subprocess
import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hostile.test_sandbox_contract as contract
import pytest
from tests_support import landlock_version

from grader.evidence.codec import CodecError
from grader.sandbox.workers import WarmProcess, WorkerDied, WorkerTimedOut

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="isolation is Linux's")

PACKAGE = contract.ROOT / "grader"
IN_THE_CHILD = ("sandbox.landlock", "sandbox.seccomp", "sandbox.isolation", "sandbox.entry")  # in this order
IN_THE_WARM_PROCESS = ("sandbox.warm", "sandbox.preload", "sandbox.launching")
START = """
import ctypes, importlib
from pathlib import Path
import grader.sandbox.warm as warm

def become(request, data):
    for name in {in_the_child}:
        entry = importlib.import_module("grader." + name)
        source = Path(entry.__file__).read_text(encoding="utf-8")
        for where, line, instead in request["without"]:
            source = source.replace(line, instead) if where == name else source
        exec(compile(source, entry.__file__, "exec"), vars(entry))
    getattr(entry, "run_" + request["entry"])(warm.Connection(data), request["scratch"], request["rehearsed"])

if {ordinary}:
    ctypes.CDLL(None).unshare(0x10000000)
    for name, text in (("setgroups", "deny"), ("uid_map", "1000 0 1"), ("gid_map", "1000 0 1")):
        Path("/proc/self", name).write_text(text)
warm.become = become
warm.main()
"""


@dataclass(frozen=True)
class Measure:
    """One measure, or some that hold a promise together.

    Attributes:
        name: what it is.
        lines: which it consists of: (module, what stands there, what stands there when it is taken away).
        held: the tests that fail without it, and what they are called with besides fixtures.
        ordinary: whether the guest is an ordinary user's; root loses some rights by becoming nobody.
        root: whether it is one of guests that root starts.
        long: whether it needs a process of its own, or waits for the end of a time.
    """

    name: str
    lines: tuple[tuple[str, str, str], ...]
    held: dict[str, dict[str, Any]]
    ordinary: bool = False
    root: bool = False
    long: bool = False


def those(*names: str) -> dict[str, dict[str, Any]]:
    return {name: {} for name in names}


COPY = Path("/the copy")
NO_NETWORK = ("sandbox.isolation", "flags = CLONE_NEWNS | CLONE_NEWNET | ", "flags = CLONE_NEWNS | ")
NO_PIDS = ("sandbox.isolation", " | CLONE_NEWPID | CLONE_NEWIPC", " | CLONE_NEWIPC")
NO_ROOT = ("sandbox.isolation", 'alone = attempt(refused, "file system", lambda: enter_own_root(Path(scratch)))', "alone = False")
NO_LANDLOCK = ("sandbox.isolation", 'attempt(refused, "file access", restrict_files)', "pass")
NO_CAPSET = ("sandbox.isolation", 'check(libc.capset(ctypes.byref(header), ctypes.byref(none)), "capset")', "pass")
LIMIT = "for limit, value in ((resource.RLIMIT_FSIZE, FILE_BYTES), (resource.RLIMIT_NOFILE, OPEN_FILES),\n" \
        "                         (resource.RLIMIT_CORE, 0)):"
SLOW_READ = ("sandbox.pipes", "left = None if deadline is None else deadline - time.monotonic()", "left = None")

MEASURES = (
    Measure("network namespace", (NO_NETWORK,), those("test_no_udp", "test_namespaces_are_its_own")),
    Measure("network namespace, Landlock's rules for TCP and sockets",
            (NO_NETWORK, ("sandbox.landlock", "TCP_RIGHTS * (version >= TCP_SINCE)", "0"),
             ("sandbox.landlock", "OUTSIDE_SCOPES * (version >= SCOPES_SINCE)", "0")),
            {"test_no_tcp": {"address": "127.0.0.1"}} | those("test_no_tcp_to_a_server_of_this_machine", "test_no_unix_socket")),
    Measure("families of sockets", (("sandbox.seccomp", "FAMILIES = (1, 2, 10)", "FAMILIES = (1, 2, 10, 16)"),),
            those("test_no_socket_of_any_other_family")),
    Measure("filter on system calls", (("sandbox.isolation", 'attempt(refused, "system calls", install_filter)', "pass"),),
            those("test_refused_system_calls", "test_cannot_trace_or_enter_namespaces", "test_has_no_capabilities_and_gains_none",
                  "test_no_socket_of_any_other_family", "test_it_cannot_outlive_the_process_that_waits_for_it")),
    Measure("filter on prctl", (("sandbox.seccomp", "[instruction(JUMP_EQUAL, PR_SET_PDEATHSIG, if_false=1), REFUSE, ALLOWED]", "[ALLOWED]"),),
            those("test_it_cannot_outlive_the_process_that_waits_for_it", "test_refused_system_calls")),
    Measure("death with the parent, after the change of user", (("sandbox.isolation", "        die_with_parent()  # forgotten when the user changes\n", ""),),
            those("test_it_cannot_outlive_the_process_that_waits_for_it"), root=True),
    Measure("death with the parent", (("sandbox.isolation", "        die_with_parent()\n        return", "        return"),),
            those("test_it_cannot_outlive_the_process_that_waits_for_it"), ordinary=True),
    Measure("namespace of processes", (NO_PIDS,), those("test_cannot_see_or_signal_other_processes", "test_namespaces_are_its_own")),
    Measure("namespace of processes, end of orphans", (NO_PIDS, ("sandbox.warm", "kill_orphans(set(self.children))", "pass")),
            those("test_descendants_die_with_it"), long=True),
    Measure("namespace of shared memory", (("sandbox.isolation", " | CLONE_NEWIPC | CLONE_NEWUTS", " | CLONE_NEWUTS"),), those("test_namespaces_are_its_own")),
    Measure("namespace of host names", (("sandbox.isolation", " | CLONE_NEWIPC | CLONE_NEWUTS", " | CLONE_NEWIPC"),), those("test_namespaces_are_its_own")),
    Measure("file system of its own", (NO_ROOT,),
            {"test_cannot_read_what_is_not_its_own": {"path": Path("/etc/passwd")}, "test_cannot_import_what_decides": {"module": "grader.checks.network"}}
            | those("test_cannot_read_another_submission", "test_scratch_of_this_machine_is_left_empty")),
    Measure("old root given up, Landlock", (NO_LANDLOCK, ("sandbox.isolation", 'check(libc.umount2(b".", MNT_DETACH), "umount2")', "pass")),
            {"test_cannot_read_what_is_not_its_own": {"path": Path("/../etc/passwd")}}),
    Measure("own package hidden", (("sandbox.isolation", "hide_own_package(scratch)\n    for name", "for name"),),
            {"test_cannot_read_what_is_not_its_own": {"path": COPY}}),
    Measure("package closed, where there is no file system of its own", (NO_ROOT, ("sandbox.entry", "close_package()\n    serve", "serve")),
            {"test_cannot_import_what_decides": {"module": "grader.specs.course"}}),
    Measure("Landlock", (NO_LANDLOCK,), {"test_cannot_write_outside_its_scratch": {"path": "/dev/zero"}}),
    Measure("Landlock, root read-only", (NO_LANDLOCK, ("sandbox.isolation", 'make_read_only("/", recursive=False)', "pass")),
            {"test_cannot_write_outside_its_scratch": {"path": "/x"}}, ordinary=True),
    Measure("size of the scratch", (("sandbox.isolation", "size={SCRATCH_MIB}m", "size=999m"),), those("test_cannot_fill_the_disk")),
    Measure("limit on files", (("sandbox.isolation", LIMIT, LIMIT.replace("(resource.RLIMIT_FSIZE, FILE_BYTES), ", "")),), those("test_size_of_a_file_is_capped")),
    Measure("limit on dumps", (("sandbox.isolation", LIMIT, LIMIT.replace(",\n                         (resource.RLIMIT_CORE, 0)", ",")),), those("test_size_of_a_file_is_capped")),
    Measure("limit on open files", (("sandbox.isolation", LIMIT, LIMIT.replace("(resource.RLIMIT_NOFILE, OPEN_FILES),", "")),), those("test_number_of_open_files_is_capped")),
    Measure("limit on memory", (("sandbox.isolation", "resource.setrlimit(resource.RLIMIT_AS, (memory, memory))", "pass"),),
            those("test_memory_is_capped", "test_giant_tensor_is_refused")),
    Measure("limit on processes", (("sandbox.isolation", "resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))", "pass"),),
            those("test_number_of_processes_is_capped")),
    Measure("user of its own for each guest", (("sandbox.isolation", "own_id = UNUSED_IDS + os.getpid()", "own_id = UNUSED_IDS"),),
            those("test_one_that_uses_up_its_processes_leaves_its_neighbours_theirs"), root=True),
    Measure("first to end without memory", (("sandbox.isolation", 'Path("/proc/self/oom_score_adj").write_text("1000")', "pass"),),
            those("test_kernel_ends_a_guest_first_when_memory_runs_out")),
    Measure("bounding set", (("sandbox.isolation", "libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)", "pass"),), those("test_has_no_capabilities_and_gains_none")),
    Measure("capabilities", (NO_CAPSET,), those("test_has_no_capabilities_and_gains_none"), ordinary=True),
    Measure("change of user", (("sandbox.isolation", "os.setresuid(own_id, own_id, own_id)", "pass"),), those("test_has_no_capabilities_and_gains_none"), root=True),
    Measure("change of group", (("sandbox.isolation", "os.setresgid(own_id, own_id, own_id)", "pass"),), those("test_has_no_capabilities_and_gains_none"), root=True),
    Measure("not to be traced", (("sandbox.isolation", 'check(libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "dumpable")', "pass"),),
            those("test_cannot_trace_or_enter_namespaces"), ordinary=True),
    Measure("descriptors closed", (("sandbox.entry", "os.closerange(3, keep)", "pass"), ("sandbox.entry", 'os.closerange(keep + 1, os.sysconf("SC_OPEN_MAX"))', "pass")),
            those("test_its_pipe_is_its_only_descriptor")),
    Measure("standard files that lead nowhere", (("sandbox.launching", "stderr=subprocess.DEVNULL", "stderr=None"), ("sandbox.preload", "os.dup2(os.open(os.devnull, os.O_WRONLY), 2)", "pass")),
            those("test_its_pipe_is_its_only_descriptor"), long=True),
    Measure("environment of ours", (("sandbox.launching", "return {name: os.environ[name] for name in (*ALLOWED, *also) if name in os.environ} | DECIDED", "return dict(os.environ) | DECIDED"),),
            those("test_cannot_read_secrets_of_the_environment"), long=True),
    Measure("what decides is not preloaded", (("sandbox.preload", "import grader.guest.main  # noqa: E402", "import grader.guest.main, grader.verification.service"),),
            those("test_nothing_that_decides_is_in_its_memory"), long=True),
    Measure("no secret in its frames", (("sandbox.warm", "control = take_channel()\n    adopt", f"control, folder = take_channel(), {str(contract.course_folder())!r}\n    adopt"),),
            those("test_its_memory_holds_no_secret_of_ours"), long=True),
    Measure("deadline", (SLOW_READ,), those("test_one_that_ignores_signals_dies_in_time"), long=True),
    Measure("deadline within a message", (("sandbox.pipes", "self._read(4, deadline)", "self._read(1, deadline) + self._read(3, None)"),), those("test_half_a_message_does_not_hold_the_grader"), long=True),
    Measure("end noticed", (("sandbox.pipes", "            if not chunk:\n                raise EOFError\n", "            if not chunk:\n                return bytes(size)\n"),),
            {"test_one_that_ends_its_process_is_noticed": {"harm": "os._exit(0)"}}),
    Measure("scratch removed", (("sandbox.warm", "shutil.rmtree(child.scratch, ignore_errors=True)", "pass"), ("sandbox.workers", "shutil.rmtree(self.scratch, ignore_errors=True)", "pass")),
            those("test_scratch_of_this_machine_is_left_empty"), long=True),
    Measure("level asked for", (("conversation", "if not self._shut_in(isolation):\n            guest.close()", "guest.close()\n        if False:"),), those("test_less_isolation_than_asked_for_is_refused")),
    Measure("set-up that failed", (("conversation", 'raise GraderError("guest_not_started") from None', "refused = []"),), those("test_failed_set_up_is_an_error_of_the_grader")),
)


def changed(name: str, measure: Measure) -> types.ModuleType:
    """Returns a module of this process anew, without the lines of a measure."""
    module = importlib.import_module(f"grader.{name}")
    source = Path(module.__file__).read_text(encoding="utf-8")
    for where, line, instead in measure.lines:
        source = source.replace(line, instead) if where == name else source
    copy = types.ModuleType(module.__name__)
    sys.modules[copy.__name__] = copy  # dataclasses look there
    exec(compile(source, module.__file__, "exec"), vars(copy))
    sys.modules[copy.__name__] = module
    return copy


class Weakened(WarmProcess):
    """A warm process of a copy of the package, whose children do without what is set in `measure`."""

    def __init__(self, packages: Path, measure: Measure) -> None:
        super().__init__()
        self.packages, self.measure = packages, measure

    def request(self, what: dict[str, object], *channels: socket.socket) -> None:
        without = [each for each in self.measure.lines if each[0] in IN_THE_CHILD]
        super().request(what | {"without": without}, *channels)

    def launch(self, channel: socket.socket) -> subprocess.Popen[bytes]:
        (self.packages / "weakened.py").write_text(START.replace("{in_the_child}", repr(IN_THE_CHILD)).replace(
            "{ordinary}", repr(self.measure.ordinary and os.getuid() == 0)))
        launching = changed("sandbox.launching", self.measure)
        return launching.launch("weakened", channel, launching.pinned_environment(PYTHONPATH=str(self.packages)))


@pytest.fixture(scope="module")
def warm_processes() -> Iterator[dict[object, Weakened]]:
    started: dict[object, Weakened] = {}
    yield started
    for each in started.values():
        each.close()


@pytest.fixture
def weakened(measure: Measure, warm_processes: dict[object, Weakened], monkeypatch: pytest.MonkeyPatch,
             tmp_path_factory: pytest.TempPathFactory) -> Weakened:
    """A warm process without a measure, and this process without it; measures of guests alone share one."""
    monkeypatch.setenv("PLANTED_TOKEN", "x")
    own = tuple(each for each in measure.lines if each[0] in IN_THE_WARM_PROCESS)
    if (own, measure.ordinary) not in warm_processes:
        packages = tmp_path_factory.mktemp("installed") / "site-packages"  # as where the grader was installed
        shutil.copytree(PACKAGE, packages / "grader", ignore=shutil.ignore_patterns("__pycache__"))
        for module, line, instead in own:
            path = packages / "grader" / f"{module.replace('.', '/')}.py"
            path.write_text(path.read_text(encoding="utf-8").replace(line, instead), encoding="utf-8")
        warm_processes[own, measure.ordinary] = Weakened(packages, Measure("start", own, {}, measure.ordinary))
        with contextlib.closing(warm_processes[own, measure.ordinary].guest()) as guest:
            if refused := guest.refused_measures(120):
                pytest.skip(f"this machine refuses: {', '.join(refused)}")
    warm = warm_processes[own, measure.ordinary]
    warm.measure = measure
    monkeypatch.setattr("grader.sandbox.workers.Pipe", changed("sandbox.pipes", measure).Pipe)
    monkeypatch.setattr("grader.gathering.gatherer.Guests", changed("conversation", measure).Guests)
    if any(where == "sandbox.workers" for where, _, _ in measure.lines):
        monkeypatch.setattr(WarmProcess, "guest", lambda self: changed("sandbox.workers", measure).Guest(self, "guest"))
    return warm


@pytest.fixture
def grader(weakened: Weakened) -> Any:
    """What the tests of the contract take of a grader."""
    return types.SimpleNamespace(warm=weakened)


guest, probe = contract.guest, contract.probe


def run(name: str, given: dict[str, Any], request: pytest.FixtureRequest) -> None:
    """Runs a test of the contract."""
    test, weakened = getattr(contract, name), request.getfixturevalue("weakened")
    given = {key: weakened.packages / "grader" / "pipeline.py" if value == COPY else value for key, value in given.items()}
    fixtures = [each for each in inspect.signature(test).parameters if each not in given]
    test(**given, **{each: request.getfixturevalue(each) for each in fixtures})


WHOLE = os.environ.get("MEASURES") == "all"
SOME = [each for each in MEASURES if (WHOLE or not each.long) and not (each.root and os.getuid())
        and not (each.name == "Landlock" and landlock_version() < 1)]
FAILURES = (AssertionError, ValueError, pytest.fail.Exception, CodecError, WorkerDied, WorkerTimedOut)


@pytest.mark.parametrize("measure", SOME, ids=lambda measure: measure.name)
def test_no_promise_is_kept_without_its_measure(measure: Measure, request: pytest.FixtureRequest) -> None:
    try:
        run("test_student_code_runs_at_all", {}, request)
    except pytest.skip.Exception as refused:
        pytest.fail(f"more was taken away: {refused}")
    for name, given in measure.held.items():
        with pytest.raises(FAILURES):
            run(name, given, request)


HELD = {(name, *given.values()): (name, given) for each in MEASURES for name, given in each.held.items()}


@pytest.mark.skipif(not WHOLE, reason="make measures")
@pytest.mark.parametrize(("name", "given"), HELD.values(), ids=[name for name, *_ in HELD])
@pytest.mark.parametrize("measure", [Measure("none", (), {}), Measure("none", (), {}, ordinary=True)], ids=["root", "ordinary"])
def test_with_all_measures_it_is_kept(measure: Measure, name: str, given: dict[str, Any], request: pytest.FixtureRequest) -> None:
    """So that none of these tests fails above for the way it is run here."""
    if measure.ordinary and name == "test_number_of_processes_is_capped":
        pytest.skip("to the kernel this one is root all the same")
    run(name, given, request)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_the_lines_of_a_measure_stand_once_in_the_source(measure: Measure) -> None:
    for module, line, _ in measure.lines:
        assert (PACKAGE / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8").count(line) == 1, line


def test_every_test_of_the_contract_rests_on_a_measure() -> None:
    held = {name for measure in MEASURES for name in measure.held}
    tests_there = {name for name in vars(contract) if name.startswith("test_")}
    assert tests_there - held == {"test_student_code_runs_at_all", "test_can_write_a_little_in_its_scratch"}
