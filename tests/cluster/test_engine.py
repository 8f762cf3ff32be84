"""A batch on a real Dask cluster of this machine whose lanes grade nothing: what the engine loses, nobody's result is."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

from cluster_support import FakeLanes, Kept, task
from distributed import Client

from grader.clustering import cluster as clustering
from grader.clustering.cluster import Cluster
from grader.clustering.connecting import connect
from grader.conversation import Limits
from grader.errors import GraderError
from grader.evidence.kept import KeptInMemory
from grader.specs.course import course_folder

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]  # Dask's own warnings are Dask's


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with connect("local:2") as connected:
        yield connected


@pytest.fixture
def opened(client: Client, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Cluster]:
    monkeypatch.setattr(clustering, "LanesOnWorker", FakeLanes)

    def make(**settings) -> Cluster:
        made = Cluster(client, course_folder(), Limits(isolation="full"), settings.get("store", KeptInMemory()))
        made.open()
        return made

    return make


def grade(cluster: Cluster, tasks, meanwhile: Callable[[Kept], None] = lambda _: None) -> Kept:
    kept = Kept()
    for results in cluster.grade_all(iter(tasks), lambda _: None):
        kept.results += [(each.name, result) for each, result in results]
        meanwhile(kept)
    return kept


def pids(client: Client) -> list[int]:
    return list(client.run(os.getpid).values())


def test_each_result_comes_once_and_from_all_workers(opened) -> None:
    cluster = opened()
    kept = grade(cluster, (task(f"s{number}", "sleep 0.02") for number in range(60)))
    assert kept.names == sorted(f"s{number}" for number in range(60))
    assert {result.messages["en"] for _, result in kept.results} == {str(pid) for pid in pids(cluster.client)}


def test_no_more_is_taken_than_twice_what_the_lanes_hold(opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clustering, "PACK_SECONDS", 0.0)
    cluster, taken = opened(), []

    def tasks():
        for number in range(30):
            taken.append(number)
            yield task(f"s{number}", "sleep 0.1")

    under_way = []
    grade(cluster, tasks(), lambda kept: under_way.append(len(taken) - len(kept.results)))
    assert max(under_way) <= 2 * 2
    assert len(taken) == 30


def test_short_submissions_are_sent_together_and_long_ones_alone(opened) -> None:
    cluster = opened()
    assert cluster._pack_size() == 1
    for seconds, size in ((0.001, 64), (0.5, 8), (3.0, 1), (60.0, 1)):
        cluster.each_seconds = seconds
        assert cluster._pack_size() == size


def test_a_killed_worker_costs_no_result_and_doubles_none(opened) -> None:
    cluster = opened()

    def kill(kept: Kept) -> None:
        if len(kept.results) == 10:
            os.kill(pids(cluster.client)[0], signal.SIGKILL)

    kept = grade(cluster, (task(f"s{number}", "sleep 0.1") for number in range(40)), kill)
    assert kept.names == sorted(f"s{number}" for number in range(40))


def test_all_workers_killed_at_once_and_started_again_go_on(opened) -> None:
    """Dask itself would leave what waits for a worker of ours waiting for ever."""
    cluster = opened()

    def kill(kept: Kept) -> None:
        if len(kept.results) == 6:
            for pid in pids(cluster.client):
                os.kill(pid, signal.SIGKILL)

    kept = grade(cluster, (task(f"s{number}", "sleep 0.1") for number in range(20)), kill)
    assert kept.names == sorted(f"s{number}" for number in range(20))


def test_a_submission_that_takes_workers_along_gets_its_verdict_and_costs_no_other(opened) -> None:
    cluster = opened()
    tasks = [task("deadly", "die"), *(task(f"s{number}", "sleep 0.2") for number in range(6))]
    kept = grade(cluster, tasks)
    assert kept.names == sorted(["deadly", *(f"s{number}" for number in range(6))])
    assert kept.verdict("deadly") == "grader_error"
    assert {kept.verdict(f"s{number}") for number in range(6)} == {"passed"}


def test_our_own_failure_on_a_worker_is_tried_again_apart_and_told(opened) -> None:
    kept = grade(opened(), [task("a", "raise something"), task("b")])
    assert (kept.verdict("a"), kept.verdict("b")) == ("grader_error", "passed")


def test_what_one_worker_finds_out_no_other_does_again(opened) -> None:
    store = KeptInMemory()
    kept = grade(opened(store=store), (task(f"s{number}", "evidence key") for number in range(8)))
    [by] = set(store.values())
    assert sorted(result.messages["en"] for _, result in kept.results) == sorted(["new", *[by.decode()] * 7])
    assert store == {b"key": by}


def test_evidence_comes_from_the_store_first(opened) -> None:
    kept = grade(opened(store=KeptInMemory({b"key": b"of yesterday"})), [task("a", "evidence key")])
    assert kept.said("a") == "of yesterday"


def test_a_worker_that_dies_at_work_on_an_answer_keeps_nobody_waiting(opened, tmp_path: Path) -> None:
    store = KeptInMemory()
    cluster = opened(store=store)
    owner = object()
    cluster._owners["tcp://gone"] = owner
    cluster._store.ask(b"key", owner, lambda _: None)  # a worker that has begun it, and
    threading.Timer(1.0, cluster._hear, [("tcp://gone", b"")]).start()  # dies
    began = time.monotonic()
    assert grade(cluster, [task("a", "evidence key")]).said("a") == "new"
    assert 0.9 < time.monotonic() - began < 30


def test_lanes_leave_the_workers_with_their_client(client: Client, opened) -> None:
    with Client(client.scheduler.address, set_as_default=False) as other:
        cluster = Cluster(other, course_folder(), Limits(isolation="full"), KeptInMemory())
        cluster.open()
        name = cluster._name
        assert all(name in plugins for plugins in client.run(names_of_plugins).values())
    ends_at = time.monotonic() + 20
    while any(name in plugins for plugins in client.run(names_of_plugins).values()):
        assert time.monotonic() < ends_at
        time.sleep(0.1)
    assert name not in client.run_on_scheduler(names_of_plugins_of_scheduler)


def names_of_plugins(dask_worker) -> list[str]:
    return list(dask_worker.plugins)


def names_of_plugins_of_scheduler(dask_scheduler) -> list[str]:
    return list(dask_scheduler.plugins)


@pytest.mark.parametrize(("hello", "code"), [
    ({"isolation": "process"}, "isolation_insufficient"), ({"isolation": None}, "isolation_insufficient"),
    ({"code": "other"}, "cluster_differs"), ({"versions": {"keras": "3.0"}}, "cluster_differs"),
])
def test_a_worker_that_would_judge_otherwise_gets_no_work_and_is_told_by_name(opened, monkeypatch, hello: dict, code: str) -> None:
    cluster = opened()
    from msgspec.structs import replace

    fine = next(iter(cluster.workers.fit.values()))
    cluster._note("tcp://127.0.0.1:1", replace(fine, **hello))
    assert cluster.workers.unfit["tcp://127.0.0.1:1"].code == code
    cluster._note("tcp://10.0.0.1:1", fine)
    assert cluster.workers.unfit["tcp://10.0.0.1:1"].code == "cluster_without_tls"
    cluster._note("tls://10.0.0.1:1", fine)
    assert cluster.workers.unfit.keys() == {"tcp://127.0.0.1:1", "tcp://10.0.0.1:1"}
    assert cluster.workers.fit.keys() == set(cluster.client.scheduler_info()["workers"])  # who was not yet ready gets nothing


def test_a_lost_scheduler_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clustering, "LanesOnWorker", FakeLanes)
    with connect("local:1") as client:
        cluster = Cluster(client, course_folder(), Limits(isolation="full"), KeptInMemory())
        cluster.open()
        tasks, seen = (task(f"s{number}", "sleep 0.1") for number in range(50)), []

        def cut(kept: Kept) -> None:
            seen.append(len(kept.results))
            if len(kept.results) >= 3:
                client.loop.add_callback(client.scheduler_comm.abort)

        with pytest.raises(GraderError) as caught:
            grade(cluster, tasks, cut)
        assert caught.value.code == "cluster_lost"
        assert max(seen) < 50


def test_without_certificates_it_is_said_at_once() -> None:
    with pytest.raises(GraderError) as caught, connect("tls://127.0.0.1:1"):
        pass
    assert caught.value.code == "cluster_unreachable"
    assert "certificates" in caught.value.params["reason"]
