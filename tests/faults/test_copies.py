"""A snapshot restored, a host cloned, a ledger torn: sending stops until somebody adopts the host."""

import random
import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.nursery import KILLED
from tests.faults.results import IS_LONG
from tests.faults.scenes import Scene
from tests.mail.servers import Sink, Slow, running

pytestmark = pytest.mark.slow

PLACES = ("after_raise", "after_arm", "after_dot", "after_answer", "after_note", "before_settle", "after_settle")


def test_a_cloned_host_sends_nothing_until_it_is_adopted(scene: Scene, tmp_path: Path) -> None:
    assert scene.work(failpoint="after_settle:2") == KILLED
    clone = scene.copy(tmp_path / "clone")
    assert scene.work() == 0
    taken = scene.taken
    assert clone.work() == 0
    assert scene.taken == taken
    assert clone.ledger().sending == "paused"
    assert "doctor --adopt" in clone.ledger().reason
    scene.assert_exact("a cloned host starts", uncertain_at_most=4)


def test_a_snapshot_restored_in_place_mails_nobody_again(scene: Scene) -> None:
    with running(Sink(replies={"dot": Slow("250 2.0.0 queued", pause=0.001)})) as slow:
        worker = scene.start(sink=slow)
        scene.until_taken(100)
        scene.kill(worker)
        before = _files(scene.home)
        saved = {path: path.read_bytes() for path in before}
        scene.work()
        for path in _files(scene.home):
            path.unlink()
        for path, content in saved.items():
            path.write_bytes(content)
        _adopt_and_finish(scene)
        scene.assert_exact("a snapshot of the database is restored", uncertain_at_most=scene.readers)


@pytest.mark.parametrize("seed", range(40) if IS_LONG else range(4, 7))
def test_a_torn_ledger_is_noticed_and_nothing_is_sent_twice(scene: Scene, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - damage, not a secret
    with closing(sqlite3.connect(scene.home / "newsroom.sqlite3")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # what is torn is of the send, not of the founding
    for _ in range(dice.randrange(1, 3)):
        assert scene.work(failpoint=f"{dice.choice(PLACES)}:{dice.randrange(1, 4)}") == KILLED
        scene.kills += 1
    tear(scene.home / "newsroom.sqlite3-wal", dice)
    if _is_readable(scene) and dice.random() < 0.5:
        scene.work()
        scene.act("adopt")
        tear(scene.home / "newsroom.sqlite3-wal", dice)  # which may take the adoption itself
    if _is_readable(scene):
        _adopt_and_finish(scene)
        scene.assert_exact("the SQLite WAL is torn", uncertain_at_most=scene.readers)


def test_a_whole_folder_that_is_put_back_under_its_name_sends_nothing_until_it_is_adopted(
    scene: Scene, tmp_path: Path
) -> None:
    worker = scene.start()
    scene.until_taken(40)
    worker.signal(signal.SIGTERM)
    worker.wait()
    backup = scene.copy(tmp_path / "backup").home
    worker = scene.start()
    scene.until_taken(150)
    scene.kill(worker)
    for entry in scene.home.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    shutil.copytree(backup, scene.home, dirs_exist_ok=True)
    _adopt_and_finish(scene)
    scene.assert_exact("a whole folder is put back", uncertain_at_most=scene.readers)


def tear(wal: Path, dice: random.Random) -> None:
    """Cuts the file off or flips a byte, anywhere."""
    content = bytearray(wal.read_bytes()) if wal.exists() else bytearray()
    if not content:
        return
    at = dice.randrange(len(content))
    if dice.random() < 0.5:
        del content[at:]
    else:
        content[at] ^= 0xFF
    wal.write_bytes(content)
    wal.with_name("newsroom.sqlite3-shm").unlink(missing_ok=True)


def _files(home: Path) -> list[Path]:
    return sorted(home.glob("newsroom.sqlite3*"))


def _is_readable(scene: Scene) -> bool:
    """Whether SQLite itself calls the file whole; the functions in Django's constraints are not known here."""
    with closing(sqlite3.connect(scene.home / "newsroom.sqlite3")) as database:
        database.execute("PRAGMA ignore_check_constraints=ON")
        return database.execute("PRAGMA quick_check").fetchone() == ("ok",)


def _adopt_and_finish(scene: Scene) -> None:
    """What the operator does: the worker tells that it stopped, `doctor --adopt`, Resume, and the worker again."""
    lost = scene.account().unlisted
    taken = scene.taken
    scene.work()
    if lost > 64:
        assert scene.taken == taken, "mails left although the ledger had forgotten some"
        assert "doctor --adopt" in scene.ledger().reason
    scene.act("adopt")
    scene.act("resume")
    scene.work()
