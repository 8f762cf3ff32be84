"""What the sandbox promises on a machine that gives full isolation: one named test per promise."""

from __future__ import annotations

import ast
import contextlib
import errno
import multiprocessing
import os
import platform
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests_support import landlock_version

import grader
from grader.errors import GraderError
from grader.evidence.claims import AnswerCode, Claim, Step
from grader.evidence.codec import MAX_CLAIM_BYTES, decode, encode
from grader.conversation import Limits
from grader.gathering.gatherer import Gatherer
from grader.verifier import Verifier
from grader.pipeline import Grader
from grader.sandbox.launching import ALLOWED, DECIDED
from grader.sandbox.workers import Guest, WorkerDied, WorkerTimedOut
from grader.specs.course import course_folder

ROOT = Path(__file__).parents[2]
Probe = Callable[[str], str]


@contextlib.contextmanager
def shut_in(grader: Grader) -> Iterator[Guest]:
    """A guest on a machine that refuses no measure."""
    worker = grader.warm.guest()
    try:
        if refused := worker.refused_measures(120):
            pytest.skip(f"this machine refuses: {', '.join(refused)}")
        yield worker
    finally:
        worker.close()


@pytest.fixture
def guest(grader: Grader) -> Iterator[Guest]:
    with shut_in(grader) as worker:
        yield worker


def claim_of(guest: Guest, source: str, seconds: float = 60) -> Claim:
    code = AnswerCode(kind="network", name="model", call=False, cells=(source,), classes=10, input_shapes=((2,),),
                      steps=(Step(cell=0, line=1, source=source),))
    return decode(guest.ask(encode(code), seconds, MAX_CLAIM_BYTES), Claim, MAX_CLAIM_BYTES)


@pytest.fixture
def probe(grader: Grader) -> Probe:
    """Runs a function body as student code and returns what it raised, or `repr` of what it returned."""

    def run(body: str) -> str:
        lines = "".join(f"    {line}\n" for line in body.split("\n"))
        with shut_in(grader) as guest:
            claim = claim_of(guest, f"def attack():\n{lines}raise LookupError(repr(attack()))")
        assert claim.failure is not None
        return f"{claim.failure.type}: {claim.failure.message}"

    return run


def test_student_code_runs_at_all(probe: Probe) -> None:
    assert probe("import tensorflow as tf\nreturn float(tf.reduce_sum(tf.ones((3, 3))))") == "LookupError: 9.0"


@pytest.mark.parametrize("address", ["127.0.0.1", "192.0.2.1"])
def test_no_tcp(probe: Probe, address: str) -> None:
    answer = probe(f"import socket\nsocket.create_connection(({address!r}, 9), 3)").lower()
    assert "unreachable" in answer or "permission denied" in answer


def test_no_tcp_to_a_server_of_this_machine(probe: Probe) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        answer = probe(f"import socket\nsocket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 3)")
    assert "LookupError" not in answer


def test_no_udp(probe: Probe) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(0.5)
        probe("import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
              f"s.sendto(b'secret', ('127.0.0.1', {server.getsockname()[1]}))")
        with pytest.raises(TimeoutError):
            server.recv(10)


def test_no_unix_socket(probe: Probe, tmp_path: Path) -> None:
    for address in (f"\0grader-test-{os.getpid()}", str(tmp_path / "socket")):
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(address)
            server.listen()
            assert "LookupError" not in probe(f"import socket\nsocket.socket(socket.AF_UNIX).connect({address!r})")


ADDRESS_FAMILIES = sorted(each.value for each in socket.AddressFamily)
WITHOUT_NETWORK = {socket.AF_UNIX, socket.AF_INET, socket.AF_INET6}


def test_no_socket_of_any_other_family(probe: Probe) -> None:
    """Such as AF_VSOCK, which reaches the host of a virtual machine, or AF_NETLINK."""
    tried = sorted({*ADDRESS_FAMILIES, *range(46)} - {int(each) for each in WITHOUT_NETWORK})
    answer = probe("import errno, socket\nmade = []\n"
                   f"for family in {tried}:\n    for kind in (1, 2, 3, 5):\n        try:\n"
                   "            socket.socket(family, kind)\n        except OSError as error:\n"
                   "            if error.errno == errno.EPERM:\n                continue\n"
                   "        made.append((family, kind))\nreturn made")
    assert answer == "LookupError: []"


# Each with arguments by which it would succeed, or fail otherwise.
REFUSED_CALLS = {
    "ptrace": "c.ptrace(0, 0, 0, 0)", "process_vm_readv": "c.process_vm_readv(os.getpid(), 0, 0, 0, 0, 0)",
    "unshare": "c.unshare(0x10000000)", "setns": "c.setns(-1, 0)", "chroot": "c.chroot(b'/scratch')",
    "mount": "c.mount(b'x', b'/scratch', b'tmpfs', 0, 0)", "umount2": "c.umount2(b'/scratch', 0)",
    "bpf": "c.syscall(BPF, 0, 0, 0)", "perf_event_open": "c.syscall(PERF, 0, 0, 0, 0, 0)",
    "userfaultfd": "c.syscall(USERFAULTFD, 1)", "io_uring_setup": "c.syscall(425, 1, 0)",
    "keyctl": "c.syscall(KEYCTL, 0, -3, 0, 0, 0)", "pidfd_getfd": "c.syscall(438, -1, 0, 0)",
    "shmget": "c.shmget(0, 4096, 0o1600)", "msgget": "c.msgget(0, 0o1600)", "semget": "c.semget(0, 1, 0o1600)",
    "mq_open": "c.syscall(MQ_OPEN, b'x', 0o102, 0o600, 0)", "memfd_create": "c.memfd_create(b'x', 0)",
    "memfd_secret": "c.syscall(447, 0)", "inotify_init1": "c.inotify_init1(0)", "fanotify_init": "c.fanotify_init(0, 0)",
    "fcntl with F_NOTIFY": "fcntl.fcntl(os.open('/usr', os.O_RDONLY), 1026, 1)",
    "prctl with PR_SET_PDEATHSIG": "c.prctl(1, 0, 0, 0, 0)",
    "clone with CLONE_NEWUSER": "c.syscall(CLONE, 0x10000000 | 17, 0, 0, 0, 0)",
}
NUMBERS = {"x86_64": {"BPF": 321, "PERF": 298, "USERFAULTFD": 323, "KEYCTL": 250, "MQ_OPEN": 240, "CLONE": 56},
           "aarch64": {"BPF": 280, "PERF": 241, "USERFAULTFD": 282, "KEYCTL": 219, "MQ_OPEN": 180, "CLONE": 220}}


def test_refused_system_calls(probe: Probe) -> None:
    """Refused by the filter: as a student's process has no rights, some would fail without it, but not with EPERM."""
    numbers = "; ".join(f"{each} = {value}" for each, value in NUMBERS[platform.machine()].items())
    answer = probe("import ctypes, errno, fcntl, os\nc = ctypes.CDLL(None, use_errno=True)\n"
                   f"{numbers}\ndef number(call):\n    try:\n        result = eval(call, globals() | {{**names}})\n"
                   "    except OSError as error:\n        return error.errno\n"
                   "    return ctypes.get_errno() if result == -1 else 0\n"
                   "names = dict(locals())\n"
                   f"return {{name: found for name, call in {REFUSED_CALLS}.items() if (found := number(call)) != errno.EPERM}}")
    assert answer == "LookupError: {}"


@pytest.mark.parametrize("module", ["grader.audit.step_variants", "grader.verification.reference_steps",
                                    "grader.verification.framing", "grader.checks.network", "grader.facts.network", "grader.specs.course",
                                    "grader.diagnosis.diagnose", "grader.gathering", "grader.messages.texts"])
def test_cannot_import_what_decides(probe: Probe, module: str) -> None:
    assert "ModuleNotFoundError" in probe(f"import {module}")
    assert "ModuleNotFoundError" in probe(f"import grader, {OWN_PACKAGE_AGAIN}\nimport {module}")


OWN_PACKAGE_AGAIN = f"sys\nsys.path.insert(0, {str(ROOT)!r})\ngrader.__path__ = [{str(ROOT / 'grader')!r}]"


def test_nothing_that_decides_is_in_its_memory(probe: Probe) -> None:
    """Neither as a module nor as anything the collector knows of."""
    answer = probe("import gc, sys\ngc.unfreeze() if hasattr(gc, 'unfreeze') else None\n"
                   "made = {getattr(each, '__module__', None) or '' for each in gc.get_objects() if callable(each)}\n"
                   "return sorted({str(each) if 'submissions' in str(each) else '.'.join(str(each).split('.')[:2])\n"
                   "               for each in (*made, *sys.modules) if str(each).startswith('grader')})")
    found = set(ast.literal_eval(answer.removeprefix("LookupError: ")))
    assert found <= {"grader", "grader.challenge", "grader.errors", "grader.evidence", "grader.guest", "grader.nearest",
                     "grader.sandbox", "grader.submissions", "grader.submissions.python", "grader.submissions.uses"}


def test_its_memory_holds_no_secret_of_ours(probe: Probe) -> None:
    """In frames, and in all that the collector knows: neither a key of ours nor a folder of the course."""
    secrets = [str(course_folder())[::-1], str(ROOT / "solutions")[::-1]]  # turned round: else it finds itself
    answer = probe("import gc, multiprocessing, sys\ngc.unfreeze()\nframe, seen = sys._getframe(), []\n"
                   "while frame is not None:\n    seen.append(frame.f_locals)\n    frame = frame.f_back\n"
                   "held = [each for each in (*seen, *gc.get_objects()) if type(each) in (dict, list, tuple, set)]\n"
                   "texts = {part for each in held if len(each) < 10**6\n"
                   "         for part in (*each, *(each.values() if isinstance(each, dict) else ())) if type(part) is str}\n"
                   f"return [each for each in {secrets} if any(each[::-1] in text for text in texts)], "
                   "bytes(multiprocessing.current_process().authkey).hex()")
    assert "LookupError: ([], " in answer
    assert bytes(multiprocessing.current_process().authkey).hex() not in answer


@pytest.mark.parametrize("path", [ROOT / "grader", Path(grader.__file__).parent, ROOT / "solutions" / "mnist_sequential.py", course_folder() / "mnist.toml",
                                  Path.home(), ROOT / ".git", ROOT / "tests", Path("/etc/passwd"), Path("/var"), Path("/proc/1/root/etc/passwd"),
                                  Path("/../etc/passwd")])
def test_cannot_read_what_is_not_its_own(probe: Probe, path: Path) -> None:
    answer = probe(f"import os\nreturn os.listdir({str(path)!r}) if os.path.isdir({str(path)!r}) "
                   f"else open({str(path)!r}).read(20)")
    if path == Path.home():  # the interpreter may live there, nothing else does
        assert ".ssh" not in answer
        assert ".bashrc" not in answer
    else:
        assert "FileNotFoundError" in answer or "PermissionError" in answer


def test_cannot_read_another_submission(probe: Probe, tmp_path: Path) -> None:
    (tmp_path / "other.py").write_text("secret")
    assert "FileNotFoundError" in probe(f"return open({str(tmp_path / 'other.py')!r}).read()")


def test_cannot_read_secrets_of_the_environment(probe: Probe) -> None:
    """Neither what it has now, nor the block its process was started with, which any process may open up for itself."""
    answer = probe("import ctypes, os\nctypes.CDLL(None).prctl(4, 1, 0, 0, 0)\n"
                   "block = open('/proc/self/environ').read().split('\\0')\n"
                   "return sorted({*os.environ, *(each.partition('=')[0] for each in block if each)})")
    names = set(ast.literal_eval(answer.removeprefix("LookupError: ")))
    assert names >= {"PATH", "HOME", "KERAS_BACKEND"}
    given = {each.partition("=")[0] for each in Path("/proc/self/environ").read_text().split("\0")}  # TensorFlow adds own ones
    assert not names & (given - {*ALLOWED, *DECIDED, "HOME", "TMPDIR", "MPLBACKEND", "PYTHONPATH"})


@pytest.mark.parametrize("path", ["/x", "/usr/x", "/tmp/x", str(ROOT / "grader" / "x.py"), str(Path(os.__file__).parent / "x.py"),
                                  pytest.param("/dev/zero", marks=pytest.mark.skipif(landlock_version() < 1, reason="no Landlock"))])
def test_cannot_write_outside_its_scratch(probe: Probe, path: str) -> None:
    assert "LookupError" not in probe(f"open({path!r}, 'w').write('x')")
    assert path == "/dev/zero" or not Path(path).exists()


def test_can_write_a_little_in_its_scratch(probe: Probe) -> None:
    assert probe("open('notes.txt', 'w').write('x')\nreturn open('notes.txt').read()") == "LookupError: 'x'"


def test_cannot_fill_the_disk(probe: Probe) -> None:
    answer = probe("block = b'x' * 2**20\nfor number in range(3):\n    with open(f'{number}', 'wb') as file:\n"
                   "        for _ in range(60):\n            file.write(block)")
    assert "No space left" in answer


def test_size_of_a_file_is_capped(probe: Probe) -> None:
    """Also of one that takes no space, and of a dump of its memory."""
    assert "File too large" in probe("with open('x', 'wb', 0) as file:\n    file.seek(2**30)\n    file.write(b'x')")
    assert probe("import resource\nreturn resource.getrlimit(resource.RLIMIT_CORE)") == "LookupError: (0, 0)"


def test_cannot_see_or_signal_other_processes(probe: Probe) -> None:
    assert probe("import os\nreturn sorted(int(n) for n in os.listdir('/proc') if n.isdigit())") == "LookupError: [1]"
    assert "ProcessLookupError" in probe(f"import os\nos.kill({os.getpid()}, 0)")


def test_namespaces_are_its_own(probe: Probe) -> None:
    """Not all are seen by what they keep away: a filter refuses the rest, too."""
    kinds = ("ipc", "mnt", "net", "pid", "uts")
    answer = probe("import ctypes, os\nctypes.CDLL(None).prctl(4, 1, 0, 0, 0)\n"
                   f"return [os.readlink(f'/proc/self/ns/{{kind}}') for kind in {kinds}]")
    assert answer.startswith("LookupError: ['ipc:")
    assert not [kind for kind in kinds if os.readlink(f"/proc/self/ns/{kind}") in answer]


def test_its_pipe_is_its_only_descriptor(probe: Probe) -> None:
    answer = probe("import ctypes, os\nctypes.CDLL(None).prctl(4, 1, 0, 0, 0)\nfound = {}\n"
                   "for name in os.listdir('/proc/self/fd'):\n    try:\n        found[int(name)] = os.readlink(f'/proc/self/fd/{name}')\n"
                   "    except OSError:\n        pass  # of this list itself\nreturn found")
    found = ast.literal_eval(answer.removeprefix("LookupError: "))
    assert [found.pop(standard) for standard in range(3)] == ["/dev/null"] * 3
    assert [each.partition(":")[0] for each in found.values()] == ["socket"]


def test_cannot_trace_or_enter_namespaces(probe: Probe) -> None:
    answer = probe("import ctypes\nc = ctypes.CDLL(None)\n"
                   "return c.ptrace(16, 1, 0, 0), c.unshare(0x10000000), c.mount(b'x', b'/scratch', b'tmpfs', 0, 0), c.chroot(b'/scratch'), c.prctl(3)")
    assert answer == "LookupError: (-1, -1, -1, -1, 0)"


def test_has_no_capabilities_and_gains_none(probe: Probe) -> None:
    answer = probe("return [line.split()[1] for line in open('/proc/thread-self/status') "
                   "if line.startswith(('CapEff', 'CapPrm', 'CapBnd', 'NoNewPrivs', 'Seccomp:'))]")
    assert answer == f"LookupError: {['0' * 16, '0' * 16, '0' * 16, '1', '2']}"
    if os.getuid() == 0:
        assert probe("import os\nreturn 0 in (*os.getresuid(), *os.getresgid(), *os.getgroups())") == "LookupError: False"


def test_memory_is_capped(probe: Probe) -> None:
    assert "MemoryError" in probe("import numpy as np\nheld = [np.empty(2**26, np.uint8) for _ in range(64)]")


def test_kernel_ends_a_guest_first_when_memory_runs_out(probe: Probe) -> None:
    assert probe("return open('/proc/thread-self/oom_score_adj').read()") == "LookupError: '1000\\n'"


def test_giant_tensor_is_refused(probe: Probe) -> None:
    assert "ResourceExhausted" in probe("import tensorflow as tf\ntf.raw_ops.Empty(shape=(2**20, 2**10), dtype=tf.float32)")


def test_number_of_processes_is_capped(probe: Probe) -> None:
    answer = probe("import os\nchildren = []\ntry:\n    for _ in range(700):\n"
                   "        children.append(os.posix_spawnp('sleep', ['sleep', '60'], {}))\n"
                   "finally:\n    for child in children:\n        os.kill(child, 9)")
    assert "BlockingIOError" in answer


def test_one_that_uses_up_its_processes_leaves_its_neighbours_theirs(grader: Grader, guest: Guest) -> None:
    claim = claim_of(guest, "if True:\n    import os\n    for made in range(1000):\n        try:\n"
                            "            os.posix_spawnp('sleep', ['sleep', '60'], {})\n        except OSError:\n"
                            "            raise LookupError(made > 400)\n")
    assert claim.failure is not None
    assert claim.failure.message == "True"
    neighbour = grader.warm.guest()
    try:
        assert neighbour.refused_measures(60) == []
        claim = claim_of(neighbour, "if True:\n    import subprocess\n    raise LookupError(subprocess.run(['true']).returncode)")
        assert claim.failure is not None
        assert (claim.failure.type, claim.failure.message) == ("LookupError", "0")
    finally:
        neighbour.close()


def test_number_of_open_files_is_capped(probe: Probe) -> None:
    assert "Too many open files" in probe("held = [open('/dev/null') for _ in range(1000)]")


def test_descendants_die_with_it(guest: Guest) -> None:
    name = f"30.{os.getpid()}"
    source = ("import os, time\nfor _ in range(2):\n    if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n"
              f"            os.execvp('sleep', ['sleep', '{name}'])\n        os._exit(0)\ntime.sleep(0.5)\nraise ValueError('started')")
    claim = claim_of(guest, f"if True:\n    {source.replace(chr(10), chr(10) + '    ')}")
    assert claim.failure is not None
    assert claim.failure.message == "started"
    assert sleepers(name) == 2
    guest.close()
    deadline = time.monotonic() + 5
    while sleepers(name) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert sleepers(name) == 0


def test_it_cannot_outlive_the_process_that_waits_for_it(probe: Probe) -> None:
    answer = probe("import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"
                   "told = ctypes.c_int(0)\nlibc.prctl(2, ctypes.byref(told), 0, 0, 0)\n"
                   "return libc.prctl(1, 0, 0, 0, 0), ctypes.get_errno(), libc.prctl(15, b'name', 0, 0, 0), told.value")
    assert answer == "LookupError: (-1, 1, 0, 9)"


def sleepers(seconds: str) -> int:
    """Counts the processes `sleep <seconds>` of this machine."""
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return listed.splitlines().count(f"sleep {seconds}")


def test_one_that_ignores_signals_dies_in_time(guest: Guest) -> None:
    source = ("import signal, time\nfor number in range(1, 32):\n    try:\n        signal.signal(number, signal.SIG_IGN)\n"
              "    except (OSError, ValueError):\n        pass\nfor _ in range(20):\n    time.sleep(1)")
    started = time.monotonic()
    with pytest.raises(WorkerTimedOut):
        claim_of(guest, f"if True:\n    {source.replace(chr(10), chr(10) + '    ')}", seconds=2)
    assert time.monotonic() - started < 10


def test_half_a_message_does_not_hold_the_grader(guest: Guest) -> None:
    source = ("import os, time\nfor number in range(3, 300):\n    try:\n        os.write(number, b'\\x00\\x00')\n"
              "    except OSError:\n        pass\ntime.sleep(20)")
    started = time.monotonic()
    with pytest.raises((WorkerTimedOut, WorkerDied)):
        claim_of(guest, f"if True:\n    {source.replace(chr(10), chr(10) + '    ')}", seconds=2)
    assert time.monotonic() - started < 15


@pytest.mark.parametrize("harm", ["os._exit(0)", "os.execvp('true', ['true'])", "os.abort()"])
def test_one_that_ends_its_process_is_noticed(guest: Guest, harm: str) -> None:
    with pytest.raises(WorkerDied):
        claim_of(guest, f"if True:\n    import os\n    {harm}")


def test_scratch_of_this_machine_is_left_empty(grader: Grader) -> None:
    worker = grader.warm.guest()
    scratch = Path(worker.scratch)
    with contextlib.closing(worker):
        worker.refused_measures(60)
        claim_of(worker, "open('left.txt', 'w').write('x')")
        assert list(scratch.iterdir()) == []
    assert not scratch.exists()


def test_less_isolation_than_asked_for_is_refused(grader: Grader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Guest, "refused_measures", lambda self, seconds: ["file system"])
    gatherer = Gatherer(grader.warm, Verifier(grader.warm), Limits(isolation="full"))
    with pytest.raises(GraderError) as caught:
        gatherer.guests.begin()
    assert (caught.value.code, caught.value.exit_code) == ("isolation_insufficient", 3)


def test_failed_set_up_is_an_error_of_the_grader(grader: Grader, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Guest, seconds: float) -> list[str]:
        raise WorkerDied(1)

    monkeypatch.setattr(Guest, "refused_measures", fail)
    with pytest.raises(GraderError) as caught:
        Gatherer(grader.warm, Verifier(grader.warm)).guests.begin()
    assert caught.value.exit_code == 3
