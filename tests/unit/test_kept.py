"""Evidence is kept under a key of all that decides it, and taken for nothing where it is damaged."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader.conversation import Guests, Limits, Live, Recorded, Unrecorded
from grader.evidence import kept
from grader.evidence.claims import AnswerCode
from grader.evidence.kept import KeptInMemory, Recording, digest, key_of, packed, unpacked
from grader.keeping import cache
from grader.keeping.cache import open_cache
from grader.lanes.evidence import SharedStore
from grader.lanes.messages import Kept

RECORDING = Recording(1, 2, "full", ((digest(b"ask"), b"answer"),), 0.5)
ROOT = Path(__file__).parents[2]


def test_a_key_holds_what_is_asked_how_and_by_what(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [key_of("guest", b"code", 30.0), key_of("guest", b"code", 5.0), key_of("guest", b"other", 30.0),
            key_of("verification", b"code", 30.0)]
    monkeypatch.setattr(kept, "environment", lambda: b"other versions")
    assert len({*keys, key_of("guest", b"code", 30.0)}) == 5


def test_the_environment_is_the_code_of_guests_and_verification(tmp_path: Path) -> None:
    """An edit of what judges or words keeps all evidence; one of what runs or verifies keeps none."""
    subprocess.run(["cp", "-r", ROOT / "grader", tmp_path / "grader"], check=True)
    say = [sys.executable, "-c", "from grader.evidence.kept import environment; print(environment().hex())"]

    def told_after(*changed: str) -> str:
        for name in changed:
            with (tmp_path / "grader" / name).open("a") as file:
                file.write("\n# another thought\n")
        return subprocess.run(say, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    before = told_after()
    assert told_after("checks/network.py", "messages/en.toml", "diagnosis/names.py", "reports/wording.py") == before
    assert len({before, told_after("guest/main.py"), told_after("verification/formulas.py")}) == 3


LOADED = """
import runpy, sys
sys.argv = ["x"]
import grader.guest.main, grader.challenge.rehearsal, grader.guest.surroundings, grader.sandbox.isolation
import grader.sandbox.entry, grader.verification.service
print("\\n".join(name for name in sys.modules if name.startswith("grader.")))
"""


@pytest.mark.slow  # loads TensorFlow
def test_every_module_that_a_guest_or_verification_has_is_in_the_key() -> None:
    names = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True).stdout.split()
    decides = tuple(name.removesuffix(".py").replace("/", ".") for name in kept.DECIDING)
    harmless = {"grader.errors", "grader.submissions", "grader.memory", "grader.submissions.python", "grader.specs",
                "grader.submissions.types"}  # packages, words, what reads: nothing of it tells or compares
    assert {name for name in names if not name.removeprefix("grader.").startswith(decides)} <= harmless
    assert len(names) > 30


@pytest.mark.parametrize("damage", [lambda data: data[:-3], lambda data: data[:10] + b"x" + data[11:], lambda data: b"",
                                    lambda data: packed(b'{"seed": 1}'), lambda data: packed(b"x" * 100)])
def test_damaged_entries_are_nothing(damage) -> None:
    data = packed(RECORDING)
    assert unpacked(data, Recording) == RECORDING
    assert unpacked(damage(data), Recording) is None


class FakeGuest:
    def __init__(self) -> None:
        self.asked: list[bytes] = []

    def send(self, message: bytes, seconds: float) -> None:
        self.asked.append(message)

    def receive(self, seconds: float, max_bytes: int) -> bytes:
        return b"answer to " + self.asked[-1]


def test_a_conversation_on_record_says_the_same() -> None:
    live = Live(FakeGuest(), 1.0, (7, 8))
    for message in (b"one", b"two"):
        live.tell(message)
        live.hear(100)
    recorded = Recorded(live.recording("full"))
    assert (recorded.seed, recorded.weights_seed) == (7, 8)
    for message in (b"one", b"two"):
        recorded.tell(message)
        assert recorded.hear(100) == b"answer to " + message
    with pytest.raises(Unrecorded):
        recorded.tell(b"three")


def test_another_question_is_not_on_record() -> None:
    with pytest.raises(Unrecorded):
        Recorded(RECORDING).tell(b"something else")


def test_one_lane_works_and_the_others_wait() -> None:
    store, found = SharedStore(KeptInMemory()), []
    first, second = object(), object()
    assert store.get(b"key", first).data is None
    waiting = threading.Thread(target=lambda: found.append(store.get(b"key", second)))
    waiting.start()
    time.sleep(0.05)
    assert not found
    store.take(Kept(b"key", b"data"), first)
    waiting.join(5.0)
    assert found[0].data == b"data"
    assert found[0].waited > 0.03


@pytest.mark.parametrize("end", [lambda store, owner: store.take(Kept(b"key"), owner),
                                 lambda store, owner: store.forget(owner), lambda store, owner: store.close()])
def test_all_who_wait_go_on_at_once_where_nothing_is_kept(end) -> None:
    store, found, first = SharedStore(KeptInMemory()), [], object()
    store.get(b"key", first)
    waiting = [threading.Thread(target=lambda: found.append(store.get(b"key", object()))) for _ in range(3)]
    for each in waiting:
        each.start()
    time.sleep(0.05)
    end(store, first)
    for each in waiting:
        each.join(5.0)
    assert [each.data for each in found] == [None] * 3


def test_a_lane_keeps_only_what_it_was_asked_to_find_out() -> None:
    memory = KeptInMemory()
    store, owner, other = SharedStore(memory), object(), object()
    store.get(b"key", owner)
    store.take(Kept(b"key", b"forged"), other)
    store.take(Kept(b"another", b"forged"), other)
    store.take(Kept(b"large", b"x" * 3 * 2**20), owner)
    assert memory == {}
    store.take(Kept(b"key", b"found"), owner)
    assert memory == {b"key": b"found"}


def test_what_is_of_no_use_is_replaced_by_the_lane_that_says_so() -> None:
    memory = KeptInMemory({b"key": b"damaged"})
    store, owner, other = SharedStore(memory), object(), object()
    assert store.get(b"key", owner).data == b"damaged"
    store.renew(b"key", owner)
    store.renew(b"key", other)
    store.take(Kept(b"key", b"forged"), other)
    store.take(Kept(b"key", b"found"), owner)
    assert memory == {b"key": b"found"}


@pytest.mark.parametrize("damage", [lambda data: data[:-3], lambda data: packed(Recording(0, 0, "full", (), 0.0))])
def test_a_conversation_that_cannot_be_held_again_is_kept_anew(damage) -> None:
    class Talking(Guests):
        def begin(self):
            return SimpleNamespace(send=lambda *_: None, receive=lambda *_: b"answer", close=lambda: None), "full"

    def talk(guest) -> bytes:
        guest.tell(b"ask")
        return guest.hear(10)

    memory = KeptInMemory()
    store = SharedStore(memory)
    asked = SimpleNamespace(get=lambda key: store.get(key, 1).data, keep=lambda key, data: store.take(Kept(key, data), 1),
                            leave=lambda key: store.take(Kept(key), 1), renew=lambda key: store.renew(key, 1))
    guests = Talking(None, Limits(), asked)
    code = AnswerCode("network", "model", False, (), (), (), 1)
    assert guests.hold(code, (1, 2), talk, lambda *_: True) == b"answer"
    [(key, good)] = memory.items()
    memory[key] = damage(good)
    for on_record in (False, True):
        assert guests.hold(code, (1, 2), talk, lambda *_: True) == b"answer"
        assert (guests.on_record is not None) is on_record


def test_the_cache_is_found_again(tmp_path: Path) -> None:
    path = tmp_path / "own" / "evidence.db"
    with open_cache(path) as opened:
        opened.keep(b"key", b"data")
    with open_cache(path) as opened:
        assert (opened.get(b"key"), opened.get(b"other"), opened.size()) == (b"data", None, (1, 4))
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("spoil", [lambda path: path.parent.chmod(0o777), lambda path: path.chmod(0o666)])
def test_what_others_may_write_is_not_used(tmp_path: Path, spoil) -> None:
    path = tmp_path / "own" / "evidence.db"
    with open_cache(path) as opened:
        opened.keep(b"key", b"data")
    spoil(path)
    with open_cache(path) as opened:
        assert opened is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_what_belongs_to_another_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "own" / "evidence.db"
    with open_cache(path):
        pass
    os.chown(path, 12345, 12345)
    with open_cache(path) as opened:
        assert opened is None


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    with open_cache(tmp_path / "theirs" / "evidence.db"):
        pass
    (tmp_path / "mine").mkdir(mode=0o700)
    (tmp_path / "mine" / "evidence.db").symlink_to(tmp_path / "theirs" / "evidence.db")
    with open_cache(tmp_path / "mine" / "evidence.db") as opened:
        assert opened is None


@pytest.mark.parametrize("content", [b"no database at all " * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "evidence.db"
    tmp_path.chmod(0o700)
    path.write_bytes(content)
    path.chmod(0o600)
    with open_cache(path) as opened:
        assert opened.get(b"key") is None
        opened.keep(b"key", b"data")
        assert opened.get(b"key") == b"data"


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "own" / "evidence.db"
    with open_cache(path) as opened:
        for number in range(5):
            opened.keep(b"%d" % number, b"x" * 100)
            opened.connection.execute("UPDATE evidence SET used_at = ? WHERE key = ?", (1000 + number, b"%d" % number))
        assert opened.get(b"0") is not None  # used now
        monkeypatch.setattr(cache, "MAX_BYTES", 300)
    with open_cache(path) as opened:
        assert [number for number in range(5) if opened.get(b"%d" % number)] == [0, 4]


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with open_cache(tmp_path / "file" / "evidence.db") as opened:
        assert opened is None


def test_a_cache_that_breaks_meanwhile_is_no_error(tmp_path: Path) -> None:
    with open_cache(tmp_path / "own" / "evidence.db") as opened:
        opened.connection.execute("DROP TABLE evidence")
        opened.keep(b"key", b"data")
        assert opened.get(b"other") is None
    assert isinstance(opened.connection, sqlite3.Connection)
