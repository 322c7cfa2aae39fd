"""kill -9 at every named place of a send, then a restart: nobody is lost, nobody gets it twice, the rest is listed."""

import os
import shutil
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.dispatch import processes
from tests.mail.servers import Sink, Slow, running

pytestmark = pytest.mark.slow

READERS = 700
CONNECTIONS = 4
KILLED = -signal.SIGKILL

#: Where the worker is killed, one life after the other, in one sending.
PLACES = (
    "before_arm:1",
    "after_raise:1",
    "after_arm:1",
    "before_dot:20",
    "after_dot:30",
    "after_answer:40",
    "after_note:25",
    "before_settle:2",
    "after_settle:2",
)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker) -> Path:
    """Begins with a copy of the tests' own empty database where that is SQLite: migrating takes long."""
    home = tmp_path_factory.mktemp("founded") / "newsroom"
    home.mkdir()
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            with sqlite3.connect(home / "newsroom.sqlite3") as file:
                connection.connection.backup(file)
    assert processes.run(home, "found", str(READERS)) == 0
    return home


@pytest.fixture
def home(founded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded, tmp_path / "newsroom"))


@pytest.fixture
def sink() -> Iterator[Sink]:
    with running(Sink()) as server:
        yield server


def states(home: Path) -> Counter[str]:
    """State to number of readers, read from outside any Beetroot process."""
    with sqlite3.connect(f"file:{home}/newsroom.sqlite3?mode=ro", uri=True) as database:
        return Counter(dict(database.execute("SELECT state, count(*) FROM dispatch_delivery GROUP BY state")))


def sent(sink: Sink) -> Counter[str]:
    """Message-ID to how often the server stored it."""
    heads = (stored.data.partition(b"\r\n\r\n")[0] for stored in sink.stored)
    return Counter(head.partition(b"Message-ID: ")[2].split(b"\r\n")[0].decode() for head in heads)


def assert_exact(home: Path, sink: Sink, *, kills: int) -> None:
    counted, stored = states(home), sent(sink)
    assert set(counted) <= {"accepted", "uncertain"}
    assert sum(counted.values()) == READERS
    assert counted["uncertain"] <= CONNECTIONS * kills
    assert max(stored.values()) == 1, "a reader got the issue twice"
    assert counted["accepted"] <= len(stored) <= counted["accepted"] + counted["uncertain"], "a reader was lost"


def test_killed_at_every_place_one_after_the_other(home: Path, sink: Sink) -> None:
    smtp = f"{sink.url}?tls=none"
    uncertain = 0
    for place in PLACES:
        assert processes.run(home, "work", "0", smtp=smtp, BEETROOT_FAILPOINT=place) == KILLED, place
        now_uncertain = states(home)["uncertain"]
        assert now_uncertain - uncertain <= CONNECTIONS, place
        uncertain = now_uncertain
    assert processes.run(home, "work", "0", smtp=smtp) == 0
    assert_exact(home, sink, kills=len(PLACES))


def test_a_restarted_worker_takes_over_at_once_without_waiting_for_the_lease(home: Path, sink: Sink) -> None:
    smtp = f"{sink.url}?tls=none"
    assert processes.run(home, "work", "0", smtp=smtp, BEETROOT_FAILPOINT="after_answer:100") == KILLED
    before = states(home)
    assert before["armed"] > 0
    began = time.monotonic()
    assert processes.run(home, "work", "0", smtp=smtp) == 0
    assert time.monotonic() - began < 30  # the lease is a minute
    assert_exact(home, sink, kills=1)


def test_sigterm_finishes_what_is_in_hand_and_releases_the_rest(home: Path) -> None:
    with running(Sink(replies={"dot": Slow("250 2.0.0 queued", pause=0.005)})) as sink:
        smtp = f"{sink.url}?tls=none"
        worker = processes.start(home, "work", "0", smtp=smtp)
        while len(sink.stored) < 50:
            assert worker.poll() is None
            time.sleep(0.02)
        worker.terminate()
        assert worker.wait(30) == 0
    counted = states(home)
    assert set(counted) == {"accepted", "queued"}
    assert counted["accepted"] == len(sink.stored)


def test_who_leaves_in_the_middle_of_a_send_gets_nothing(home: Path) -> None:
    with running(Sink(replies={"dot": Slow("250 2.0.0 queued", pause=0.002)})) as sink:
        worker = processes.start(home, "work", "0", smtp=f"{sink.url}?tls=none")
        while not sink.stored:
            assert worker.poll() is None
            time.sleep(0.02)
        assert processes.run(home, "leave", "40") == 0
        assert len(sink.stored) < READERS - 200, "too fast to show anything"
        assert worker.wait(60) == 0
        issues = [stored for stored in sink.stored if b"\r\nList-Id: " in stored.data]
    assert states(home) == {"accepted": READERS - 40, "suppressed": 40}
    assert len(issues) == READERS - 40


def test_two_workers_killed_side_by_side_share_the_work(home: Path, sink: Sink) -> None:
    smtp = f"{sink.url}?tls=none"
    pair = [
        processes.start(home, "work", "0", smtp=smtp, BEETROOT_FAILPOINT=place)
        for place in ("after_answer:60", "after_arm:3")
    ]
    assert [worker.wait(60) for worker in pair] == [KILLED, KILLED]
    assert processes.run(home, "work", "0", smtp=smtp) == 0
    assert_exact(home, sink, kills=2)


def test_a_copied_folder_sends_nothing_until_it_is_adopted(home: Path, sink: Sink, tmp_path: Path) -> None:
    smtp = f"{sink.url}?tls=none"
    assert processes.run(home, "work", "0", smtp=smtp, BEETROOT_FAILPOINT="after_settle:2") == KILLED
    copy = Path(shutil.copytree(home, tmp_path / "copy"))
    taken = len(sink.stored)
    assert processes.run(copy, "work", "0", smtp=smtp) == 0
    assert len(sink.stored) == taken
    with sqlite3.connect(copy / "newsroom.sqlite3") as database:
        assert database.execute("SELECT state FROM dispatch_sending").fetchone() == ("paused",)
    assert os.path.exists(copy / "identity.json")
