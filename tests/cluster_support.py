"""Lanes on workers that grade nothing: a submission says itself what happens to it. They need no TensorFlow."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from grader.clustering.wire import MAX_PACK_BYTES, Done, Hello, Pack
from grader.clustering.worker import LanesOnWorker
from grader.evidence.codec import decode, encode
from grader.gradebook.entries import Result, Student
from grader.gradebook.planning import Task
from grader.gradebook.store import Work, result_of
from grader.lanes.messages import Sent, SentFile


def document(name: str, message: str) -> dict[str, Any]:
    return {"submission": {"name": name, "files": []}, "score": 1.0, "max_score": 1.0, "passed": True, "message": message,
            "exercises": [{"id": "mnist_sequential", "verdict": "passed", "score": 1.0}]}


class FakeLanes(LanesOnWorker):
    """Does what the file of a submission says, one word a line."""

    def examined(self, hello: Hello) -> Hello:
        return replace(hello, isolation="process" if os.environ.get("FAKE_UNFIT") else "full")

    def grade(self, pack: bytes) -> bytes:
        began = time.monotonic()
        results = []
        for request in decode(pack, Pack, MAX_PACK_BYTES).requests:
            said = str(os.getpid())
            for word, _, rest in (line.partition(" ") for line in request.sent.files[0].data.decode().splitlines()):
                if word == "die":
                    os._exit(1)
                elif word == "die_once" and not Path(rest).exists():
                    Path(rest).touch()
                    os._exit(1)
                elif word == "sleep":
                    time.sleep(float(rest))
                elif word == "raise":
                    raise ValueError(rest)
                elif word == "evidence":
                    found = self.evidence.get(rest.encode())
                    if found is None:
                        time.sleep(0.5)
                        self.evidence.keep(rest.encode(), b"by " + said.encode())
                        found = b"new"
                    said = found.decode()
            results.append(result_of({language: document(request.sent.name, said) for language in ("ko", "en")}))
        return encode(Done(tuple(results), time.monotonic() - began))


def task(name: str, text: str = "") -> Task:
    return Task(Student(name, name), name, Work(name, "course", "1"), lambda: Sent(name, (SentFile("a.py", data=text.encode()),)))


@dataclass
class Kept:
    """What a batch of such tasks came to, in the order it came."""

    results: list[tuple[str, Result]] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return sorted(name for name, _ in self.results)

    def said(self, name: str) -> str:
        [result] = [result for each, result in self.results if each == name]
        return result.messages["en"]

    def verdict(self, name: str) -> str:
        [result] = [result for each, result in self.results if each == name]
        return result.exercises[0][1]
