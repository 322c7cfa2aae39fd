"""fsync fails, the disk is full, the log's disk is full: the send stops or goes on, and nobody gets it twice."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import run
from tests.faults.results import IS_LONG
from tests.faults.scenes import CONNECTIONS, Scene
from tests.faults.traced import traced
from tests.flows.servers import IS_ROOT

pytestmark = pytest.mark.slow

NUMBERS = range(1, 60, 3) if IS_LONG else (3, 12)


def finish(scene: Scene, **how: object) -> None:
    """What the operator does once the disk works again: Resume, where it paused itself, and the worker."""
    if scene.ledger().sending == "paused":
        assert scene.ledger().reason
        if "--adopt" in scene.ledger().reason:
            scene.act("adopt")
        scene.act("resume")
    assert scene.work(**how) == 0


@pytest.mark.parametrize("call", ["fdatasync", "pwrite64"])
def test_a_call_that_fails_once_loses_and_repeats_nothing(scene: Scene, call: str) -> None:
    """EIO from a disk that is dying. SQLite and identity.json sync with fdatasync and write with pwrite64."""
    for number in NUMBERS:
        worker = scene.start(gated=True)
        with traced(worker, f"{call}:error=EIO:when={number}"):
            worker.wait()
        if scene.ledger().sending in {"", "finished"}:
            break
    finish(scene)
    scene.assert_exact("fsync or write returns EIO (strace)", uncertain_at_most=CONNECTIONS * len(NUMBERS), call=call)


def test_a_disk_that_fails_every_sync_from_then_on(scene: Scene) -> None:
    worker = scene.start(gated=True, limits={"DATABASE_SECONDS": 2})
    with traced(worker, "fdatasync:error=EIO:when=9+"):
        assert worker.wait() in {0, 1}, "the worker ends, by itself or with the database's error"
    finish(scene)
    scene.assert_exact("fsync returns EIO for ever", uncertain_at_most=CONNECTIONS)


@pytest.mark.parametrize("spare", [0, 8192, 65536, 262_144] if IS_LONG else [8192])
def test_a_file_that_may_not_grow(scene: Scene, spare: int) -> None:
    """RLIMIT_FSIZE: database, WAL and journal may not pass the size of the largest by more than `spare`."""
    largest = max(path.stat().st_size for path in scene.home.glob("newsroom.sqlite3*"))
    scene.work(file_size=largest + spare, limits={"DATABASE_SECONDS": 2})
    finish(scene)
    scene.assert_exact("disk full (RLIMIT_FSIZE)", uncertain_at_most=CONNECTIONS)


@pytest.fixture
def small_disk(scene: Scene, tmp_path: Path) -> Iterator[Scene]:
    """The scene's newsroom on a tmpfs of its own size and a megabyte."""
    if not IS_ROOT:
        pytest.skip("left out: only root can mount a small disk")
    place = tmp_path / "disk"
    place.mkdir()
    size = sum(path.stat().st_size for path in scene.home.rglob("*") if path.is_file())
    run("mount", "-t", "tmpfs", "-o", f"size={size + 1_500_000}", "tmpfs", str(place))
    try:
        yield scene.copy(place / "newsroom")
    finally:
        scene.stop()
        run("umount", "-l", str(place))


@pytest.mark.parametrize("spare", [0, 20_000, 60_000, 100_000, 200_000] if IS_LONG else [40_000])
def test_a_full_disk_stops_the_send_until_there_is_room(small_disk: Scene, spare: int) -> None:
    filler = small_disk.home.parent / "filler"
    free = shutil.disk_usage(small_disk.home).free
    filler.write_bytes(b"\0" * max(0, free - spare))
    small_disk.work(limits={"DATABASE_SECONDS": 2})
    filler.unlink()
    finish(small_disk)
    small_disk.assert_exact("disk full (a small tmpfs)", uncertain_at_most=CONNECTIONS)


def test_a_full_log_disk_stops_nothing(scene: Scene) -> None:
    assert os.path.exists("/dev/full")
    scene.work(log="/dev/full")
    scene.assert_exact("the log's disk is full", uncertain_at_most=0)
