"""Shuts a process in before any student line runs: namespaces, a file system of its own, no network, limits.

Linux alone; needs neither root nor a container engine. Each measure that the machine refuses is named, and the rest
still taken. Sources: user_namespaces(7), mount_namespaces(7), pid_namespaces(7), mount_setattr(2), landlock(7),
seccomp(2).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from grader.sandbox.landlock import restrict_files
from grader.sandbox.seccomp import install_filter

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 0x2, 0x4, 0x1000, 0x4000, 0x40000
MNT_DETACH = 2
AT_FDCWD, AT_RECURSIVE, SYS_MOUNT_SETATTR = -100, 0x8000, 442
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID = 0x1, 0x2
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
LINUX_CAPABILITY_VERSION_3 = 0x20080522
SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

INSIDE_ID = 1000
UNUSED_IDS = 1_879_048_192  # from here on no system gives ids to users; a guest of root takes one of its own
SCRATCH = "/scratch"
SCRATCH_MIB = 64
MEMORY_BYTES = int(2.5 * 2**30)  # beyond what TensorFlow's import takes; 2 GiB are enough for all seven answers
FILE_BYTES = SCRATCH_MIB * 2**20
OPEN_FILES, PROCESSES = 256, 512
SYSTEM_FOLDERS = ("/usr", "/lib", "/lib32", "/lib64", "/bin")
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/localtime", "/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")

libc = ctypes.CDLL(None, use_errno=True)


def isolate(scratch: str, lifeline: int) -> list[str]:
    """Takes every measure the machine allows; returns in a new process, the parent stays behind to wait for it.

    Args:
        scratch: an empty folder of this process, on which its own file system is built.
        lifeline: the descriptor of the pipe, which the process that stays behind gives up.

    Returns:
        The names of the measures that could not be taken; empty: full isolation.
    """
    refused: list[str] = []
    own_id = UNUSED_IDS + os.getpid()
    alone = attempt(refused, "namespaces", leave_namespaces)
    if alone:
        become_child(lifeline)
        alone = attempt(refused, "file system", lambda: enter_own_root(Path(scratch)))
    attempt(refused, "limits", lambda: set_limits(alone=alone))
    attempt(refused, "privileges", lambda: drop_privileges(own_id if alone else None))
    attempt(refused, "file access", restrict_files)
    attempt(refused, "system calls", install_filter)
    return refused


def attempt(refused: list[str], name: str, measure: Callable[[], None]) -> bool:
    """Takes one measure, or notes that it could not be taken."""
    try:
        measure()
    except (OSError, ValueError, KeyError):
        refused.append(name)
        return False
    return True


def check(result: int, what: str) -> None:
    """Raises the error of a C call that failed."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def leave_namespaces() -> None:
    """Enters new mount, network, process, IPC and host name namespaces; the network one has no interface up.

    An ordinary user needs a user namespace for it. Root does without, and becomes another user later: limits on
    processes do not hold for root, whatever a user namespace calls it.
    """
    flags = CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS
    user, group = os.getuid(), os.getgid()
    if user == 0 and libc.unshare(flags) == 0:
        return
    check(libc.unshare(flags | CLONE_NEWUSER), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{INSIDE_ID} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{INSIDE_ID} {group} 1")


def become_child(lifeline: int) -> None:
    """Forks into the new process namespace: the child is its first process, and all others die with it.

    The parent waits, and ends as the child ended.
    """
    child = os.fork()
    if child == 0:
        die_with_parent()
        return
    os.close(lifeline)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with contextlib.suppress(OSError, ValueError):
            signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.waitstatus_to_exitcode(status))


def die_with_parent() -> None:
    """Asks the kernel to kill this process when its parent ends."""
    check(libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "prctl")


def enter_own_root(scratch: Path) -> None:
    """Leaves a root in which only the interpreter, its packages and a small scratch are."""
    mount(None, "/", None, MS_REC | MS_PRIVATE)
    mount("tmpfs", scratch, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=755")
    for folder in SYSTEM_FOLDERS:
        if os.path.islink(folder):
            os.symlink(os.readlink(folder), f"{scratch}{folder}")
        elif os.path.isdir(folder):
            bind(Path(folder), scratch)
    for own in python_folders():
        bind(own, scratch)
    for name in SYSTEM_FILES:
        if os.path.exists(name):
            bind(Path(name), scratch)
    hide_own_package(scratch)
    for name, kind, options in (("/proc", "proc", None), (SCRATCH, "tmpfs", f"size={SCRATCH_MIB}m,mode=777")):
        os.mkdir(f"{scratch}{name}")
        mount(kind, f"{scratch}{name}", kind, MS_NOSUID | MS_NODEV, options)
    os.chdir(scratch)
    pivot_root()
    make_read_only("/", recursive=False)
    os.chdir(SCRATCH)
    os.environ.update(HOME=SCRATCH, TMPDIR=SCRATCH)
    tempfile.tempdir = SCRATCH


def python_folders() -> list[Path]:
    """Returns what an import may need, none inside another: the interpreter and its packages."""
    wanted = [Path(sys.prefix), Path(sys.base_prefix)]
    wanted += [Path(entry) for entry in sys.path if "site-packages" in entry or "dist-packages" in entry]
    found = sorted({path.resolve() for path in wanted if path.is_dir()}, key=lambda path: len(path.parts))
    system = [Path(folder) for folder in SYSTEM_FOLDERS]
    kept: list[Path] = []
    for path in found:
        if not any(path.is_relative_to(other) for other in [*kept, *system]):
            kept.append(path)
    return kept


def hide_own_package(scratch: Path) -> None:
    """Covers the grader's own files where they lie among the packages: how it decides, and what it expects.

    What a guest runs of the grader is in its memory already.
    """
    package = Path(__file__).resolve().parents[1]
    if os.path.isdir(f"{scratch}{package}"):
        mount("tmpfs", f"{scratch}{package}", "tmpfs", MS_NOSUID | MS_NODEV, "size=4k")


def bind(path: Path, root: Path) -> None:
    """Shows a file or folder at the same place under the new root, read-only with all below it."""
    target = Path(f"{root}{path}")
    if path.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    mount(str(path), target, None, MS_BIND | MS_REC)
    make_read_only(target, recursive=True)


def mount(source: str | None, target: object, kind: str | None, flags: int, options: str | None = None) -> None:
    """Mounts a file system, or shows a folder at another place."""
    texts = [None if each is None else str(each).encode() for each in (source, target, kind, options)]
    check(libc.mount(texts[0], texts[1], texts[2], ctypes.c_ulong(flags), texts[3]), f"mount {target}")


def make_read_only(target: object, *, recursive: bool) -> None:
    """Makes a mount read-only; flags that it already has stay."""
    attributes = (ctypes.c_uint64 * 4)(MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID, 0, 0, 0)
    check(libc.syscall(SYS_MOUNT_SETATTR, AT_FDCWD, str(target).encode(), AT_RECURSIVE if recursive else 0,
                       ctypes.byref(attributes), ctypes.sizeof(attributes)), f"mount_setattr {target}")


def pivot_root() -> None:
    """Makes the working folder the root and forgets the old one."""
    check(libc.syscall(SYS_PIVOT_ROOT[platform.machine()], b".", b"."), "pivot_root")
    check(libc.umount2(b".", MNT_DETACH), "umount2")
    os.chdir("/")


def set_limits(*, alone: bool) -> None:
    """Limits memory, file size and open files; no core is ever written, and out of memory the kernel ends guests first.

    Args:
        alone: whether the user is the process' own; only then may processes be limited, since that counts all of his.
    """
    Path("/proc/self/oom_score_adj").write_text("1000")
    limit_memory(MEMORY_BYTES)
    for limit, value in ((resource.RLIMIT_FSIZE, FILE_BYTES), (resource.RLIMIT_NOFILE, OPEN_FILES),
                         (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (value, value))
    if alone:
        resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))


def limit_memory(more_bytes: int) -> None:
    """Limits the address space to what the process has now and so much more."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    memory = pages * resource.getpagesize() + more_bytes
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def drop_privileges(own_id: int | None) -> None:
    """Gives up root and every capability for good; nobody can trace the process, and no program gives it rights.

    Args:
        own_id: the user and group that root becomes, one for each guest, so that no guest can use up another's number
            of processes. None where the file system is the machine's: Python may be readable to root alone.
    """
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    if own_id is not None and os.getuid() == 0:
        os.setgroups([])
        os.setresgid(own_id, own_id, own_id)
        os.setresuid(own_id, own_id, own_id)
        die_with_parent()  # forgotten when the user changes
    header = (ctypes.c_uint32 * 2)(LINUX_CAPABILITY_VERSION_3, 0)
    none = (ctypes.c_uint32 * 6)()
    check(libc.capset(ctypes.byref(header), ctypes.byref(none)), "capset")
    check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    check(libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "dumpable")
