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
LOAD, JUMP_EQUAL, JUMP_SET, RETURN = 0x20, 0x15, 0x45, 0x06  # BPF_LD|W|ABS, JMP|JEQ|K, JMP|JSET|K, RET|K
NUMBER_OFFSET, ARCH_OFFSET, FIRST_ARGUMENT_OFFSET = 0, 4, 16
NEW_NAMESPACES = 0x7E020000  # CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET

PR_SET_PDEATHSIG = 1  # who changes it outlives the process that waits for it

# machine: (audit architecture, clone, clone3, prctl, the refused calls)
CALLS = {
    "x86_64": (0xC000003E, 56, 435, 157, {
        "ptrace": 101, "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161, "reboot": 169,
        "swapon": 167, "init_module": 175, "finit_module": 313, "kexec_load": 246, "add_key": 248,
        "request_key": 249, "keyctl": 250, "unshare": 272, "setns": 308, "perf_event_open": 298,
        "open_by_handle_at": 304, "process_vm_readv": 310, "process_vm_writev": 311, "bpf": 321,
        "userfaultfd": 323, "io_uring_setup": 425, "open_tree": 428, "move_mount": 429, "fsopen": 430,
        "pidfd_getfd": 438, "mount_setattr": 442}),
    "aarch64": (0xC00000B7, 220, 435, 167, {
        "ptrace": 117, "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51, "reboot": 142, "swapon": 224,
        "init_module": 105, "finit_module": 273, "kexec_load": 104, "add_key": 217, "request_key": 218,
        "keyctl": 219, "unshare": 97, "setns": 268, "perf_event_open": 241, "open_by_handle_at": 265,
        "process_vm_readv": 270, "process_vm_writev": 271, "bpf": 280, "userfaultfd": 282,
        "io_uring_setup": 425, "open_tree": 428, "move_mount": 429, "fsopen": 430, "pidfd_getfd": 438,
        "mount_setattr": 442}),
}


class Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """Returns one `struct sock_filter`."""
    return struct.pack("HBBI", code, if_true, if_false, value)


def filter_program(machine: str) -> bytes:
    """Returns the filter: a foreign architecture kills, refused calls fail with EPERM, all else is allowed.

    Raises:
        KeyError: the numbers of this machine's calls are not known.
    """
    architecture, clone, clone3, prctl, refused = CALLS[machine]
    refuse = instruction(RETURN, ERRNO | errno.EPERM)
    program = [
        instruction(LOAD, ARCH_OFFSET), instruction(JUMP_EQUAL, architecture, if_true=1), instruction(RETURN, KILL),
        instruction(LOAD, NUMBER_OFFSET),
        # glibc falls back to clone, whose flags a filter can read.
        instruction(JUMP_EQUAL, clone3, if_false=1), instruction(RETURN, ERRNO | errno.ENOSYS),
    ]
    for number in refused.values():
        program += [instruction(JUMP_EQUAL, number, if_false=1), refuse]
    program += [
        instruction(JUMP_EQUAL, prctl, if_false=3), instruction(LOAD, FIRST_ARGUMENT_OFFSET),
        instruction(JUMP_EQUAL, PR_SET_PDEATHSIG, if_false=1), refuse,
        instruction(LOAD, NUMBER_OFFSET),
        instruction(JUMP_EQUAL, clone, if_false=3), instruction(LOAD, FIRST_ARGUMENT_OFFSET),
        instruction(JUMP_SET, NEW_NAMESPACES, if_false=1), refuse,
        instruction(RETURN, ALLOW),
    ]
    return b"".join(program)


def install_filter() -> None:
    """Puts the filter in force, for good and for all descendants; needs `no_new_privs`.

    Raises:
        OSError: the kernel refuses it.
        KeyError: the machine is none whose calls are known.
    """
    code = filter_program(platform.machine())
    buffer = ctypes.create_string_buffer(code, len(code))
    program = Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
