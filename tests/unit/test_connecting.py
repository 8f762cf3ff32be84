"""Which clusters are spoken to, and what is said where that cannot be. Dask need not be installed."""

from __future__ import annotations

import builtins

import pytest

from grader import cli
from grader.clustering.connecting import connect, local_workers, private
from grader.errors import GraderError
from grader.messages.texts import Texts


@pytest.mark.parametrize(("address", "fine"), [
    ("tls://scheduler:8786", True), ("tls://10.0.0.1:8786", True), ("tcp://127.0.0.1:8786", True), ("tcp://localhost:8786", True),
    ("tcp://[::1]:8786", True), ("tcp://127.9.9.9:1", True), ("tcp://scheduler:8786", False), ("tcp://10.0.0.1:8786", False),
    ("tcp://0.0.0.0:8786", False), ("tcp://localhost.example.org:8786", False), ("tcp://[fe80::1]:8786", False),
])
def test_without_tls_only_this_machine_is_spoken_to(address: str, fine: bool) -> None:
    assert private(address) is fine
    if not fine:
        with pytest.raises(GraderError) as caught, connect(address):
            pass
        assert (caught.value.code, caught.value.exit_code) == ("cluster_without_tls", 4)


@pytest.mark.parametrize("address", ["", "local", "local:0", "local:1000", "local:-1", "local:two", "scheduler:8786", "http://a:1",
                                     "gateway://a:1", "inproc://a:1", "ws://a:1", "tcp://", "tcp://scheduler"])
def test_what_is_no_cluster_is_refused(address: str) -> None:
    with pytest.raises(GraderError) as caught:
        local_workers(address)
    assert (caught.value.code, caught.value.exit_code) == ("cluster_address", 4)


def test_how_many_workers_a_cluster_of_this_machine_has() -> None:
    assert [local_workers(address) for address in ("local:1", "local:16", "tls://scheduler:8786")] == [1, 16, 0]


def test_what_to_install_is_said_where_dask_is_not(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    found = builtins.__import__

    def without_dask(name: str, *more):
        if name.split(".")[0] in ("dask", "distributed"):
            raise ImportError(name)
        return found(name, *more)

    monkeypatch.setattr(builtins, "__import__", without_dask)
    assert cli.run(["doctor", "--cluster", "local:1"]) == 4
    assert Texts("en").error("cluster_extra_missing").split("'")[1] in capsys.readouterr().err
