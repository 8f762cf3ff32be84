"""A small seccomp filter: the system calls no answer needs and an attack on the kernel or other processes would.

No kept library speaks seccomp without a system package, so this is a binding of our own, in one file.
Source: seccomp(2), and the kernel's `Documentation/userspace-api/seccomp_filter.rst`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
# BPF_LD|W|ABS, JMP|JEQ|K, JMP|JGE|K, JMP|JSET|K, RET|K
LOAD, JUMP_EQUAL, JUMP_NOT_BELOW, JUMP_SET, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER_OFFSET, ARCH_OFFSET, FIRST_ARGUMENT_OFFSET, SECOND_ARGUMENT_OFFSET = 0, 4, 16, 24
NEW_NAMESPACES = 0x7E020000  # CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
OTHER_ABI = 0x40000000  # x32 numbers the same calls from here on
FAMILIES = (1, 2, 10)  # AF_UNIX, AF_INET, AF_INET6: the namespace has no network; any other may lead to the host
F_NOTIFY = 1026
PR_SET_PDEATHSIG = 1  # who changes it outlives the process that waits for it

MACHINES = ("x86_64", "aarch64")
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # as the kernel's audit calls them
CLONE, CLONE3, SOCKET, FCNTL, PRCTL = (56, 220), (435, 435), (41, 198), (72, 25), (157, 167)
# The refused calls by their number on each machine; None where it has no such call.
REFUSED = {
    # other processes
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "pidfd_getfd": (438, 438),
    "kcmp": (312, 272), "process_madvise": (440, 440),
    # mounts and namespaces
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "unshare": (272, 97),
    "setns": (308, 268), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264),
    # the machine itself
    "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225), "init_module": (175, 105),
    "finit_module": (313, 273), "delete_module": (176, 106), "kexec_load": (246, 104), "kexec_file_load": (320, 294),
    "syslog": (103, 116), "acct": (163, 89), "quotactl": (179, 60), "settimeofday": (164, 170),
    "clock_settime": (227, 112), "adjtimex": (159, 171), "clock_adjtime": (305, 266), "iopl": (172, None),
    "ioperm": (173, None), "modify_ldt": (154, None),
    # what attacks on the kernel start from
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219), "perf_event_open": (298, 241),
    "bpf": (321, 280), "userfaultfd": (323, 282), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    # memory that no limit counts
    "shmget": (29, 194), "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180),
    "memfd_create": (319, 279), "memfd_secret": (447, 447),
    # news of what others do with shared files
    "inotify_init": (253, None), "inotify_init1": (294, 26), "fanotify_init": (300, 262),
}


class Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """Returns one `struct sock_filter`."""
    return struct.pack("HBBI", code, if_true, if_false, value)


ALLOWED, REFUSE = instruction(RETURN, ALLOW), instruction(RETURN, ERRNO | errno.EPERM)
UNKNOWN = instruction(RETURN, ERRNO | errno.ENOSYS)


def filter_program(machine: str) -> bytes:
    """Returns the filter: a foreign architecture kills, refused calls fail with EPERM, all else is allowed.

    Raises:
        ValueError: the numbers of this machine's calls are not known.
    """
    column = MACHINES.index(machine)
    program = [
        instruction(LOAD, ARCH_OFFSET), instruction(JUMP_EQUAL, ARCHITECTURES[machine], if_true=1),
        instruction(RETURN, KILL),
        instruction(LOAD, NUMBER_OFFSET),
        instruction(JUMP_NOT_BELOW, OTHER_ABI, if_false=1), UNKNOWN,
        # glibc falls back to clone, whose flags a filter can read.
        instruction(JUMP_EQUAL, CLONE3[column], if_false=1), UNKNOWN,
    ]
    for numbers in REFUSED.values():
        if (number := numbers[column]) is not None:
            program += [instruction(JUMP_EQUAL, number, if_false=1), REFUSE]
    program += judge_argument(CLONE[column], FIRST_ARGUMENT_OFFSET,
                              [instruction(JUMP_SET, NEW_NAMESPACES, if_false=1), REFUSE, ALLOWED])
    program += judge_argument(FCNTL[column], SECOND_ARGUMENT_OFFSET,
                              [instruction(JUMP_EQUAL, F_NOTIFY, if_false=1), REFUSE, ALLOWED])
    program += judge_argument(PRCTL[column], FIRST_ARGUMENT_OFFSET,
                              [instruction(JUMP_EQUAL, PR_SET_PDEATHSIG, if_false=1), REFUSE, ALLOWED])
    program += judge_argument(SOCKET[column], FIRST_ARGUMENT_OFFSET,
                              [*(part for family in FAMILIES
                                 for part in (instruction(JUMP_EQUAL, family, if_false=1), ALLOWED)), REFUSE])
    return b"".join([*program, ALLOWED])


def judge_argument(number: int, offset: int, judgement: list[bytes]) -> list[bytes]:
    """Returns the part of a filter that judges one call by an argument; the judgement ends in every case."""
    return [instruction(JUMP_EQUAL, number, if_false=1 + len(judgement)), instruction(LOAD, offset), *judgement]


def install_filter() -> None:
    """Puts the filter in force, for good and for all descendants; needs `no_new_privs`.

    Raises:
        OSError: the kernel refuses it.
        ValueError: the machine is none whose calls are known.
    """
    code = filter_program(platform.machine())
    buffer = ctypes.create_string_buffer(code, len(code))
    program = Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
