"""The filter on system calls, run as the kernel would: what is refused does not depend on what this kernel has."""

from __future__ import annotations

import errno
import struct

import pytest

from grader.sandbox import seccomp
from grader.sandbox.seccomp import ARCHITECTURES, filter_program

# From the kernel's tables, and not from the filter's: what no answer may call. Name: (x86-64, ARM64).
REFUSED = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "pidfd_getfd": (438, 438),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "unshare": (272, 97),
    "setns": (308, 268), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "mount_setattr": (442, 442), "open_by_handle_at": (304, 265), "reboot": (169, 142), "swapon": (167, 224),
    "init_module": (175, 105), "finit_module": (313, 273), "kexec_load": (246, 104), "kexec_file_load": (320, 294),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219), "perf_event_open": (298, 241),
    "bpf": (321, 280), "userfaultfd": (323, 282), "io_uring_setup": (425, 425), "shmget": (29, 194),
    "msgget": (68, 186), "semget": (64, 190), "memfd_create": (319, 279), "memfd_secret": (447, 447),
    "inotify_init1": (294, 26), "fanotify_init": (300, 262), "inotify_init": (253, None), "kcmp": (312, 272),
    "process_madvise": (440, 440), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "name_to_handle_at": (303, 264), "swapoff": (168, 225), "delete_module": (176, 106), "syslog": (103, 116),
    "acct": (163, 89), "quotactl": (179, 60), "settimeofday": (164, 170), "clock_settime": (227, 112),
    "adjtimex": (159, 171), "clock_adjtime": (305, 266), "iopl": (172, None), "ioperm": (173, None),
    "modify_ldt": (154, None), "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "mq_open": (240, 180),
}
NEEDED = {"read": (0, 63), "mmap": (9, 222), "futex": (202, 98), "openat": (257, 56), "socketpair": (53, 199),
          "execve": (59, 221), "sched_setaffinity": (203, 122)}
SOCKET, CLONE, CLONE3, PRCTL, FCNTL = (41, 198), (56, 220), (435, 435), (157, 167), (72, 25)
ALLOW, KILL = 0x7FFF0000, 0x80000000
EPERM, ENOSYS = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
MACHINES = ["x86_64", "aarch64"]


def answer_of(machine: str, number: int, *arguments: int, architecture: int | None = None) -> int:
    """Runs the filter on a call (classic BPF, the five instructions it is made of)."""
    data = struct.pack("IIQ6Q", number, architecture or ARCHITECTURES[machine], 0, *arguments, *[0] * (6 - len(arguments)))
    program = list(struct.iter_unpack("HBBI", filter_program(machine)))
    loaded, place = 0, 0
    while True:
        code, if_true, if_false, value = program[place]
        place += 1
        match code:
            case 0x20:
                (loaded,) = struct.unpack_from("I", data, value)
            case 0x06:
                return value
            case _:
                holds = {0x15: loaded == value, 0x35: loaded >= value, 0x45: bool(loaded & value)}[code]
                place += if_true if holds else if_false


def not_refused(machine: str) -> list[str]:
    """Returns what should be refused and is not."""
    column = MACHINES.index(machine)
    return [name for name, numbers in REFUSED.items()
            if numbers[column] is not None and answer_of(machine, numbers[column]) != EPERM]


@pytest.mark.parametrize("machine", MACHINES)
def test_refused_on_every_machine(machine: str) -> None:
    assert not_refused(machine) == []


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", seccomp.REFUSED)
def test_a_call_that_the_filter_forgets_is_noticed(name: str, machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the kernel would refuse it for another reason, so that no attempt shows the difference."""
    monkeypatch.delitem(seccomp.REFUSED, name)
    assert not_refused(machine) == ([name] if REFUSED[name][MACHINES.index(machine)] is not None else [])


@pytest.mark.parametrize("machine", MACHINES)
def test_needed_calls_are_allowed(machine: str) -> None:
    assert {answer_of(machine, numbers[MACHINES.index(machine)]) for numbers in NEEDED.values()} == {ALLOW}


@pytest.mark.parametrize("machine", MACHINES)
def test_only_sockets_that_lead_nowhere(machine: str) -> None:
    allowed = [family for family in range(64) if answer_of(machine, SOCKET[MACHINES.index(machine)], family) == ALLOW]
    assert allowed == [1, 2, 10]
    assert answer_of(machine, SOCKET[MACHINES.index(machine)], 40) == EPERM


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(("call", "arguments", "expected"), [
    (CLONE, (0x10000000 | 17,), EPERM), (CLONE, (0x00020000,), EPERM), (CLONE, (0x40000000,), EPERM),
    (CLONE, (0x003D0F00,), ALLOW), (CLONE3, (), ENOSYS), (PRCTL, (1, 0), EPERM), (PRCTL, (4, 0), ALLOW),
    (PRCTL, (15,), ALLOW), (FCNTL, (3, 1026), EPERM), (FCNTL, (3, 2), ALLOW),
])
def test_calls_that_are_judged_by_an_argument(machine: str, call: tuple[int, int], arguments: tuple[int, ...],
                                              expected: int) -> None:
    assert answer_of(machine, call[MACHINES.index(machine)], *arguments) == expected


def test_other_ways_to_number_the_same_calls_lead_nowhere() -> None:
    assert answer_of("x86_64", 0x40000000 | 101) == ENOSYS
    assert answer_of("x86_64", 26, architecture=0x40000003) == KILL  # ptrace of a 32-bit program
