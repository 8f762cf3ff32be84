"""Starts the grader's own programs: executed, with an environment that is decided here and nowhere else."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

# What a program needs of the machine it runs on. Nothing else of the user's environment gets into a process of ours.
ALLOWED = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH")
DECIDED = {
    "PYTHONSAFEPATH": "1",  # no file of the working folder stands for a module
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",  # rounding must not depend on the machine
    "TF_OVERRIDE_GLOBAL_THREADPOOL": "1",  # a child has threads of its own; those of its parent stay in the parent
    "TF_USE_LEGACY_KERAS": "0",
    "KERAS_BACKEND": "tensorflow",
    "KERAS_HOME": os.devnull,  # a user's keras.json changes what layers compute
    "CUDA_VISIBLE_DEVICES": "-1",  # a fork cannot use a device that its parent has opened
}
STREAM = socket.SOCK_SEQPACKET if sys.platform == "linux" else socket.SOCK_STREAM


def pinned_environment(also: tuple[str, ...] = (), **more: str) -> dict[str, str]:
    """Returns the environment of a program of ours; `also` names variables of the user's it may have besides."""
    return {name: os.environ[name] for name in (*ALLOWED, *also) if name in os.environ} | DECIDED | more


def launch(module: str, channel: socket.socket | int, environment: dict[str, str], *, folder: str = "/",
           output: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """Executes a module of the grader; it finds the channel as its standard input, and says nothing elsewhere.

    Neither its arguments nor its working folder tell whose it is: every descendant could read them.
    """
    stdin = channel if isinstance(channel, int) else channel.fileno()
    return subprocess.Popen([sys.executable, "-P", "-m", module], stdin=stdin, stdout=output,  # noqa: S603 - our own
                            stderr=subprocess.DEVNULL, env=environment, cwd=folder, start_new_session=True)


def take_channel(kind: int = STREAM) -> socket.socket:
    """Returns the channel that this program was executed with, and leaves nothing on standard input."""
    channel = socket.socket(socket.AF_UNIX, kind, fileno=os.dup(0))
    os.set_inheritable(channel.fileno(), False)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    return channel
