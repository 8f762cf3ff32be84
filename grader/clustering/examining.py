"""What a cluster needs to grade, looked at worker by worker."""

from __future__ import annotations

from typing import Any

from grader.clustering.connecting import SETTINGS, connect, private
from grader.conversation import Limits
from grader.evidence.kept import KeptInMemory
from grader.machine import Finding
from grader.messages.texts import Texts
from grader.specs.course import course_folder

LOOKED_AT = ("distributed.scheduler.allowed-failures", "distributed.scheduler.work-stealing")


def examine_cluster(address: str, texts: Texts, *, without_tls: bool) -> list[Finding]:
    """Puts lanes on every worker and tells what each says of itself.

    Raises:
        GraderError: there is nothing to look at.
    """
    with connect(address, without_tls=without_tls) as client:
        from grader.clustering.cluster import Cluster

        cluster = Cluster(client, course_folder(), Limits(isolation="full"), KeptInMemory(), without_tls=without_tls)
        cluster.open()
        scheduler = client.scheduler_info()["address"]
        findings = [Finding("cluster_scheduler" if private(scheduler) else "cluster_plain", {"address": scheduler},
                            doubtful=not private(scheduler))]
        for name, found in client.run_on_scheduler(settings).items():
            if found != SETTINGS[name]:
                shown = {"name": name, "found": found, "advised": SETTINGS[name]}
                findings.append(Finding("cluster_setting", shown, doubtful=True))
        workers = cluster.workers
        for worker, hello in workers.fit.items():
            gib = "?" if hello.memory is None else f"{hello.memory / 2**10:.1f}"
            findings.append(Finding("cluster_worker", {"worker": worker, "lanes": hello.lanes, "gib": gib,
                                                       "level": str(hello.isolation)}))
        for worker, problem in workers.unfit.items():
            why = texts.error(problem.code, **problem.params)
            findings.append(Finding("cluster_unfit", {"worker": worker, "why": why}, fine=False))
        return findings + [Finding("cluster_silent", {"worker": worker}, fine=False) for worker in workers.silent]


def settings() -> dict[str, Any]:
    """Returns Dask's settings, on the scheduler."""
    import dask

    return {name: dask.config.get(name) for name in LOOKED_AT}
