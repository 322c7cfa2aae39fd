"""A backup comes back as a newsroom that sends nothing by itself, whatever database it lived in."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.flows.newsrooms import Newsroom
from tests.flows.servers import PostgreSQL
from tests.flows.test_commands import import_readers

pytestmark = pytest.mark.slow


def confirmed(newsroom: Newsroom) -> int:
    return newsroom.json("subscribers", "count")[0]["confirmed"]


def test_a_postgresql_newsroom_is_restored_into_an_empty_database(
    founded_on_postgresql: Newsroom, postgresql: PostgreSQL, tmp_path: Path
) -> None:
    before = confirmed(founded_on_postgresql)
    import_readers(founded_on_postgresql, "clara", "dmitri")
    founded_on_postgresql.run("backup", str(tmp_path / "backup"))
    founded_on_postgresql.run("keys", "backup", str(tmp_path / "keys"))
    again = replace(founded_on_postgresql, home=tmp_path / "again")
    again = again.with_environment(BEETROOT_DATABASE_URL=postgresql.new_database())
    again.run("restore", str(tmp_path / "backup"), "--keys", str(tmp_path / "keys"), "--accept-gap")
    assert confirmed(again) == before + 2


def test_a_database_outside_the_folder_is_never_taken_for_the_restored_one(newsroom: Newsroom, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.sqlite3"
    (newsroom.home / "newsroom.sqlite3").rename(elsewhere)
    settings = newsroom.home / "beetroot.toml"
    settings.write_text(f'database_url = "sqlite:///{elsewhere}"\n{settings.read_text()}')
    newsroom.run("backup", str(tmp_path / "backup"))
    import_readers(newsroom, "ada")
    again = replace(newsroom, home=tmp_path / "again")
    refused = again.run("restore", str(tmp_path / "backup"), "--accept-gap", code=2)
    assert "BEETROOT_DATABASE_URL" in refused
    assert not again.home.exists()
    assert confirmed(newsroom) == 1
    moved = again.with_environment(BEETROOT_DATABASE_URL=f"sqlite:///{tmp_path / 'new.sqlite3'}")
    moved.run("restore", str(tmp_path / "backup"), "--accept-gap")
    assert confirmed(moved) == 0
