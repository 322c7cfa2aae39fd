"""The clock jumps an hour back or forward, or summer time begins, in the middle of a send (libfaketime)."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.faults.nursery import REPOSITORY
from tests.faults.results import IS_LONG
from tests.faults.scenes import CONNECTIONS, WINDOW, Scene
from tests.mail.servers import Sink, Slow, running

pytestmark = pytest.mark.slow


def faketime() -> Path:
    """The library that changes what the clock says."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        pytest.fail("faketime is not installed; run tools/system-packages.")
    return found[0]


@contextmanager
def worker(scene: Scene, sink: Sink, clock: Path | str, **more: str) -> Iterator["subprocess.Popen[bytes]"]:
    """`beetroot worker` as a process of its own, whose clock says what the file `clock` tells it.

    A string is where the clock begins, and does not change.
    """
    environment = {
        "PATH": os.environ["PATH"],
        "BEETROOT_HOME": str(scene.home),
        "BEETROOT_DATABASE_URL": scene.database_url,
        "BEETROOT_SMTP_URL": f"{sink.url}?tls=none",
        "BEETROOT_KEY_PASSPHRASE_FILE": str(scene.home / "passphrase"),
        "LD_PRELOAD": str(faketime()),
        **({"FAKETIME": clock} if isinstance(clock, str) else {"FAKETIME_TIMESTAMP_FILE": str(clock)}),
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_CACHE_DURATION": "1",
    }
    (scene.home / "beetroot.toml").touch()
    command = [sys.executable, "-m", "beetroot", "worker", "--until-idle", "--wait", "10"]
    scene.sinks = [sink]
    process = subprocess.Popen(
        command, cwd=REPOSITORY, env=environment | more, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(30)


@pytest.mark.parametrize("jump", ["+1h", "-1h", "+25h"] if IS_LONG else ["+1h"])
def test_a_clock_that_jumps_in_the_middle_of_a_send(scene: Scene, tmp_path: Path, jump: str) -> None:
    clock = tmp_path / "clock"
    clock.write_text("+0")
    slow = Sink(replies={"dot": Slow("250 2.0.0 queued", pause=0.001)})
    with running(slow), worker(scene, slow, clock) as process:
        scene.until_taken(40, seconds=120)
        clock.write_text(jump)
        assert process.wait(150) == 0
        scene.work(wait=2, sink=slow)
        scene.assert_exact("the clock jumps an hour", uncertain_at_most=CONNECTIONS, jump=jump)


@pytest.mark.skipif(not IS_LONG, reason="left out: `make faults` runs it; libfaketime makes it slow")
def test_summer_time_begins_and_ends(scene: Scene, tmp_path: Path) -> None:
    """Two in the morning comes twice, or never: the ledger keeps UTC."""
    for number, (before, due) in enumerate(
        [("@2025-03-30 01:59:58", "2025-03-30 00:59:00"), ("@2025-10-26 02:59:58", "2025-10-26 00:59:00")]
    ):
        copy = scene.copy(tmp_path / f"newsroom-{number}")
        with closing(sqlite3.connect(copy.home / "newsroom.sqlite3")) as database, database:
            database.execute("UPDATE dispatch_sending SET starts_at = ?, queued_at = ?", (due, due))
        slow = Sink(replies={"dot": Slow("250 2.0.0 queued", pause=0.001)})
        with running(slow), worker(copy, slow, before, TZ="Europe/Berlin") as process:
            assert process.wait(150) == 0
            copy.assert_exact("summer time begins or ends", uncertain_at_most=0)


def test_a_host_whose_clock_is_an_hour_ahead_takes_leases_for_ended(wide_scene: Scene, tmp_path: Path) -> None:
    """It takes over what another still sends: that becomes uncertain, then certain once the other is heard."""
    ahead = wide_scene.copy(tmp_path / "other-host")
    clock = tmp_path / "clock"
    clock.write_text("+1h")
    slow = Sink(replies={"dot": Slow("250 2.0.0 queued", pause=0.001)})
    with running(slow):
        first = wide_scene.start(sink=slow, wait=5)
        wide_scene.until_taken(40, seconds=120)
        with worker(ahead, slow, clock) as process:
            assert process.wait(150) == 0
        assert first.wait() == 0
        wide_scene.work(sink=slow, wait=70)
        wide_scene.assert_exact("two hosts' clocks differ by an hour", uncertain_at_most=WINDOW)
