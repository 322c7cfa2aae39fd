"""What a worker finds when it compares its machine with the database."""

import shutil
from pathlib import Path

import pytest

from beetroot.lib.identity import (
    FORGETFUL,
    STOPS,
    Finding,
    Identity,
    IdentityFile,
    NotAdopted,
    boot_id,
    compare,
    host_fingerprint,
)


@pytest.fixture
def file(tmp_path: Path) -> IdentityFile:
    made = IdentityFile(tmp_path / "identity.json")
    made.write(Identity("newsroom", "host", {"1": 7}))
    return made


def known(identity: Identity | None, *, armings: dict[str, int], fingerprint: str = "host") -> Finding:
    return compare(identity, install_id="newsroom", fingerprint=fingerprint, armings=armings, host_known=True)


@pytest.mark.parametrize(
    ("in_file", "in_database", "finding"),
    [
        ({}, {}, Finding.FINE),
        ({"1": 7}, {"1": 7}, Finding.FINE),
        ({"1": 8}, {"1": 7}, Finding.FINE),  # a crash between the counter and the commit
        ({"1": 9}, {"1": 7}, Finding.DATABASE_BEHIND),
        ({"1": 7, "2": 2}, {"1": 7}, Finding.DATABASE_BEHIND),
        ({"1": 6}, {"1": 7}, Finding.FILE_BEHIND),
        ({"1": 7}, {"1": 7, "2": 1}, Finding.FILE_BEHIND),
    ],
)
def test_the_counter_tells_which_of_file_and_database_is_older(in_file, in_database, finding) -> None:
    assert known(Identity("newsroom", "host", in_file), armings=in_database) is finding


def test_a_copied_folder_a_lost_file_and_a_foreign_database_stop_everything() -> None:
    identity = Identity("newsroom", "host", {"1": 7})
    copied = known(identity, armings={"1": 7}, fingerprint="elsewhere")
    foreign = compare(identity, install_id="other", fingerprint="host", armings={"1": 7}, host_known=True)
    assert (copied, known(None, armings={}), foreign) == (
        Finding.OTHER_HOST,
        Finding.MISSING,
        Finding.OTHER_NEWSROOM,
    )
    assert {copied, Finding.MISSING, foreign} <= STOPS
    assert copied not in FORGETFUL


def test_a_moved_folder_with_an_older_database_is_found_to_have_forgotten() -> None:
    moved = known(Identity("newsroom", "host", {"1": 9}), armings={"1": 7}, fingerprint="elsewhere")
    assert moved in FORGETFUL


def test_a_host_that_never_sent_may_join() -> None:
    assert compare(None, install_id="n", fingerprint="h", armings={}, host_known=False) is Finding.NEW_HOST


def test_the_counter_is_on_disk_before_it_is_used(file: IdentityFile) -> None:
    assert [file.raise_counter("1"), file.raise_counter("1"), file.raise_counter("2")] == [8, 9, 1]
    assert IdentityFile(file.path).read() == Identity("newsroom", "host", {"1": 9, "2": 1})
    assert file.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", [b"", b"{}", b'{"identity": {"install_id": "x"}, "check": 1}', b"\0" * 4096])
def test_a_damaged_file_counts_as_missing(file: IdentityFile, damage: bytes) -> None:
    file.path.write_bytes(damage)
    assert file.read() is None
    with pytest.raises(NotAdopted):
        file.raise_counter("1")


def test_one_changed_digit_is_noticed(file: IdentityFile) -> None:
    file.path.write_bytes(file.path.read_bytes().replace(b'"1": 7', b'"1": 6'))
    assert file.read() is None


def test_nothing_is_armed_without_the_file(tmp_path: Path) -> None:
    with pytest.raises(NotAdopted, match="doctor --adopt"):
        IdentityFile(tmp_path / "identity.json").raise_counter("1")


def test_a_copy_of_the_folder_has_another_fingerprint(tmp_path: Path) -> None:
    home = tmp_path / "newsroom"
    home.mkdir()
    shutil.copytree(home, tmp_path / "copy")
    assert host_fingerprint(home) == host_fingerprint(home)
    assert host_fingerprint(home) != host_fingerprint(tmp_path / "copy")
    assert boot_id() == boot_id()
