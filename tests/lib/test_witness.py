"""What a machine remembers outside a newsroom's folder."""

from pathlib import Path

from beetroot.lib.identity import Finding, Identity, IdentityFile, compare
from beetroot.lib.witness import FILE_NAME, Witness, places_for


def test_each_place_on_a_host_has_its_last_number(tmp_path: Path) -> None:
    witness = Witness("newsroom", (tmp_path / "beside",))
    for slot, number in (("1", 7), ("12", 3), ("1", 8)):
        witness.note(slot, number)
    assert witness.read() == {"1": 8, "12": 3}
    assert (tmp_path / "beside" / FILE_NAME).stat().st_mode & 0o077 == 0


def test_the_newsroom_that_was_in_this_folder_before_says_nothing(tmp_path: Path) -> None:
    Witness("former", (tmp_path,)).note("2", 900)
    mine = Witness("mine", (tmp_path,))
    assert mine.read() == {}
    mine.note("1", 1)
    assert mine.read() == {"1": 1}


def test_where_nothing_can_be_written_the_next_place_has_it_and_else_nobody(tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("in the way")
    witness = Witness("newsroom", (tmp_path / "a file", tmp_path / "missing" / "beside", tmp_path / "beside"))
    witness.note("1", 4)
    assert witness.read() == {"1": 4}
    Witness("newsroom", (tmp_path / "a file",)).note("1", 5)


def test_damage_is_no_testimony(tmp_path: Path) -> None:
    witness = Witness("newsroom", (tmp_path,))
    witness.note("1", 4)
    file = tmp_path / FILE_NAME
    file.write_bytes(file.read_bytes()[:-8])
    assert witness.read() == {}


def test_the_places_lie_outside_the_folder(tmp_path: Path) -> None:
    home = tmp_path / "newsroom"
    assert places_for(home)[0] == tmp_path / ".newsroom-witness"
    assert all(home not in (place, *place.parents) for place in places_for(home))


def test_a_number_is_witnessed_once_the_file_has_it(tmp_path: Path) -> None:
    witness = Witness("newsroom", (tmp_path / "beside",))
    file = IdentityFile(tmp_path / "identity.json", witness)
    file.write(Identity("newsroom", "host", {"1": 7}))
    assert file.raise_counter("1") == 8
    assert witness.read() == {"1": 8}


def test_a_folder_that_knows_less_than_the_machine_was_put_back() -> None:
    def found(in_file: dict[str, int] | None, witnessed: dict[str, int]) -> Finding:
        identity = Identity("newsroom", "host", in_file) if in_file is not None else None
        armings = in_file or {}
        return compare(
            identity,
            install_id="newsroom",
            fingerprint="host",
            armings=armings,
            host_known=False,
            witnessed=witnessed,
        )

    assert found({"1": 7}, {"1": 8}) is Finding.FOLDER_BEHIND
    assert found({"1": 7}, {"2": 1}) is Finding.FOLDER_BEHIND
    assert found({"1": 7}, {"1": 6}) is Finding.FINE  # power failed before the witness was on disk
    assert found(None, {"1": 8}) is Finding.MISSING
