"""The way to a cluster: its address, who may be spoken to without TLS, and a cluster of this machine for trying."""

from __future__ import annotations

import contextlib
import ipaddress
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING

from grader.errors import GraderError, InputError

if TYPE_CHECKING:
    from distributed import Client

CONNECTING_SECONDS = 15
MOST_LOCAL = 256
# What a cluster for grading needs otherwise than Dask has it; docs/cluster.md says why.
SETTINGS = {
    "distributed.scheduler.allowed-failures": 1,
    "distributed.scheduler.worker-ttl": "60 s",
    "distributed.scheduler.work-stealing": False,
    "distributed.admin.log-length": 500,
    "distributed.admin.low-level-log-length": 100,
    "distributed.admin.large-graph-warning-threshold": "1 GB",
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": False,
}


@contextlib.contextmanager
def connect(address: str, *, without_tls: bool = False) -> Iterator[Client]:
    """Connects to a cluster for as long as it is needed, or makes one: `local:N` has N workers with one lane each.

    Certificates are those of Dask's own configuration (`distributed.comm.tls`).

    Args:
        without_tls: the user has said that what is sent may be read, and the cluster be used, by whoever is in between.

    Raises:
        GraderError: Dask is not installed, the address is none, nobody answers there, or it is not to be trusted.
    """
    workers = local_workers(address)
    if not workers and not without_tls and not private(address):
        raise InputError("cluster_without_tls", address=address)
    try:
        import dask
        from distributed import Client, LocalCluster, Security
    except ImportError:
        raise InputError("cluster_extra_missing") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told by us, with what to do about it
    with contextlib.ExitStack() as opened:
        opened.enter_context(dask.config.set(SETTINGS))
        if workers:
            address = opened.enter_context(LocalCluster(
                n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0",
                memory_limit=0, silence_logs=logging.CRITICAL))
        elif address.startswith("tls:") and Security().get_connection_args("client").get("ssl_context") is None:
            raise GraderError("cluster_unreachable", address=address, reason="distributed.comm.tls: no certificates")
        try:
            client = opened.enter_context(Client(address, timeout=CONNECTING_SECONDS, set_as_default=False))
        except (OSError, ValueError) as error:
            reason = str(error) or type(error).__name__
            raise GraderError("cluster_unreachable", address=address, reason=reason) from None
        yield client


def local_workers(address: str) -> int:
    """Returns how many workers `local:N` asks for; 0 where it is the address of a scheduler.

    Raises:
        InputError: it is neither.
    """
    kind, _, rest = address.partition(":")
    if kind == "local" and rest.isascii() and rest.isdigit() and 1 <= int(rest) <= MOST_LOCAL:
        return int(rest)
    scheme, mark, place = address.partition("://")
    if scheme not in ("tcp", "tls") or not mark or not place.rpartition(":")[0]:
        raise InputError("cluster_address", address=address)
    return 0


def private(address: str) -> bool:
    """Whether what is sent to an address is nobody else's to read: by TLS, or because it stays on this machine."""
    scheme, _, place = address.partition("://")
    host = place.rpartition(":")[0].strip("[]")
    with contextlib.suppress(ValueError):
        return scheme == "tls" or ipaddress.ip_address(host).is_loopback
    return host == "localhost"
