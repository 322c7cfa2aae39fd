"""What a dead worker's journal proves, and when it proves nothing."""

from pathlib import Path

import pytest

from beetroot.dispatch.rules.deliveries import Result, State
from beetroot.dispatch.rules.errors import JournalBroken
from beetroot.dispatch.tasks import journal as journals
from beetroot.dispatch.tasks.journal import Journal, highest_dots, paths, read, take_free_slot, take_slot


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path, slot=1, epoch=4, boot="boot-a")


def notes_of(folder: Path, boot: str = "boot-a"):
    return read(folder, slot=1, epoch=4, boot=boot)


def test_what_was_written_is_read_back(journal: Journal, tmp_path: Path) -> None:
    refused = Result(3, 9, 1, State.REJECTED, "550 5.1.1 no such ‹address›", "gmail")
    journal.arming(1)
    journal.dot(arming=1, edition_id=3, delivery_id=9)
    journal.dot(arming=1, edition_id=3, delivery_id=10)
    journal.answer(refused)
    notes = notes_of(tmp_path)
    assert notes.armings == {1}
    assert notes.dots == {(1, 9), (1, 10)}
    assert notes.answers == {(1, 9): refused}
    assert highest_dots(tmp_path) == {1: 1}


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_line_that_was_being_written_at_the_end_is_left_out(journal: Journal, tmp_path: Path, cut: int) -> None:
    journal.arming(1)
    journal.dot(arming=1, edition_id=3, delivery_id=9)
    path = paths(tmp_path, slot=1, epoch=4)[0]
    path.write_bytes(path.read_bytes()[:-1][:-cut] if cut > 1 else path.read_bytes()[:-1])
    notes = notes_of(tmp_path)
    assert notes is not None
    assert not notes.dots


@pytest.mark.parametrize("damage", [b"D 1 x 9\n", b"nonsense\n", b"\xff\xfe\n", b"R 1 2\n", b"D 1\n"])
def test_a_senseless_line_makes_the_journal_prove_nothing(journal: Journal, tmp_path: Path, damage: bytes) -> None:
    journal.arming(1)
    path = paths(tmp_path, slot=1, epoch=4)[0]
    path.write_bytes(path.read_bytes() + damage)
    assert notes_of(tmp_path) is None


def test_another_boot_or_no_file_proves_nothing(journal: Journal, tmp_path: Path) -> None:
    journal.arming(1)
    assert notes_of(tmp_path, boot="boot-b") is None
    assert notes_of(tmp_path, boot="") is None
    assert read(tmp_path, slot=2, epoch=4, boot="boot-a") is None


def test_old_parts_go_once_all_they_speak_of_is_settled(journal, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(journals, "ARMINGS_PER_FILE", 2)
    for number in range(1, 6):
        journal.arming(number)
    assert len(paths(tmp_path, slot=1, epoch=4)) == 3
    journal.settled(below=4)
    assert notes_of(tmp_path).armings == {3, 4, 5}


def test_a_journal_that_cannot_be_written_takes_nothing_more(tmp_path: Path, journal: Journal) -> None:
    journal.close()
    with pytest.raises(JournalBroken, match="disk has room"):
        journal.dot(arming=1, edition_id=3, delivery_id=9)


def test_two_workers_never_share_a_place_and_a_place_is_free_again_afterwards(tmp_path: Path) -> None:
    first, second = take_free_slot(tmp_path), take_free_slot(tmp_path)
    assert (first.number, second.number) == (1, 2)
    assert take_slot(tmp_path, 1) is None
    first.release()
    assert take_free_slot(tmp_path).number == 1
    second.release()
