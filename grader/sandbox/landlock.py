"""A small Landlock ruleset: nothing is written but the scratch, and no socket or process outside is reached.

It holds beside the file system of its own, and is what is left of it where a machine refuses mounts. No kept library
speaks Landlock, so this is a binding of our own, in one file.
Source: landlock(7), and the kernel's `Documentation/userspace-api/landlock.rst`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
GET_VERSION, PATH_BENEATH = 1, 1
EXECUTE, WRITE_FILE, READ_FILE, READ_FOLDER = 0x1, 0x2, 0x4, 0x8
KNOWN_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}  # version: how many rights to files it knows; later ones 16
TCP_RIGHTS, TCP_SINCE = 0x3, 4  # bind and connect
OUTSIDE_SCOPES, SCOPES_SINCE = 0x3, 6  # abstract unix sockets and signals

libc = ctypes.CDLL(None, use_errno=True)


def restrict_files() -> None:
    """Lets the process and its descendants write below the working folder alone; needs `no_new_privs`.

    A kernel without Landlock is left as it is.

    Raises:
        OSError: the kernel has Landlock, and refuses.
    """
    try:
        version = call(CREATE_RULESET, None, ctypes.c_size_t(0), GET_VERSION)
    except OSError as error:
        if error.errno in (errno.ENOSYS, errno.EOPNOTSUPP):
            return
        raise
    rights = (1 << KNOWN_RIGHTS.get(version, 16)) - 1
    attributes = struct.pack("=QQQ", rights, TCP_RIGHTS * (version >= TCP_SINCE),
                             OUTSIDE_SCOPES * (version >= SCOPES_SINCE))
    ruleset = call(CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    allow(ruleset, "/", EXECUTE | READ_FILE | READ_FOLDER)
    allow(ruleset, os.devnull, READ_FILE | WRITE_FILE)
    allow(ruleset, ".", rights)
    call(RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def allow(ruleset: int, path: str, rights: int) -> None:
    """Adds what may be done with a file, or with all below a folder."""
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    call(ADD_RULE, ruleset, PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
    os.close(place)


def call(number: int, *arguments: object) -> int:
    """Makes a system call.

    Raises:
        OSError: it failed.
    """
    result: int = libc.syscall(number, *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
