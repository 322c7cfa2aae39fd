"""`beetroot doctor` finds what is wrong and says what to do; `beetroot backup` and `restore` keep their word."""

import sqlite3
from contextlib import closing

import pytest

from beetroot.config import founding, snapshot
from beetroot.config.examination import Finding, examine
from beetroot.config.home import CONFIG_NAME, Configuration, ConfigurationError, load
from beetroot.lib.errors import NeedsDecision


def newsroom(home, **settings) -> Configuration:
    founding.prepare_folder(home, {"base_url": "https://dispatch.example", **settings})
    return load(home, {})


def found(configuration, check) -> Finding:
    return next(finding for finding in examine(configuration) if finding.check == check)


@pytest.mark.django_db
def test_every_finding_that_is_not_well_says_what_to_do(tmp_path):
    (tmp_path / "file").touch()
    configuration = newsroom(tmp_path / "n", second_place=str(tmp_path / "file"), smtp_url="smtp://127.0.0.1:1")
    findings = examine(configuration)
    assert [finding for finding in findings if not finding.ok and not finding.do] == []
    assert {"mail server", "second place", "keys"} <= {finding.check for finding in findings if not finding.ok}


@pytest.mark.django_db
def test_a_second_place_may_not_lie_inside_the_newsroom(tmp_path):
    assert found(newsroom(tmp_path / "a", second_place=str(tmp_path / "place")), "second place").ok
    inside = found(newsroom(tmp_path / "b", second_place=str(tmp_path / "b" / "place")), "second place")
    assert (inside.ok, "outside" in inside.do) == (False, True)


@pytest.mark.django_db
def test_what_a_missing_second_place_costs_and_who_waits_to_be_forgotten_is_said(tmp_path):
    configuration = newsroom(tmp_path)
    place = found(configuration, "second place")
    assert "gets mail" in place.detail
    assert "second_place =" in place.do
    assert found(configuration, "retention").ok


@pytest.mark.django_db
def test_files_that_others_can_read_are_named(tmp_path):
    configuration = newsroom(tmp_path)
    (tmp_path / CONFIG_NAME).chmod(0o644)
    (tmp_path / "secret.key").chmod(0o604)
    assert found(configuration, CONFIG_NAME).do.startswith("chmod")
    assert not found(configuration, "web secret").ok


@pytest.mark.django_db
def test_a_person_who_is_not_at_the_desk_is_named(tmp_path):
    configuration = newsroom(tmp_path)
    with (tmp_path / CONFIG_NAME).open("a") as file:
        file.write('root = "nobody"\n')
    assert "nobody" in found(load(configuration.home, {}), "people").detail


@pytest.fixture
def original(tmp_path) -> Configuration:
    configuration = newsroom(tmp_path / "original")
    with closing(sqlite3.connect(configuration.home / "newsroom.sqlite3")) as database, database:
        database.execute("create table stories (headline text)")
        database.execute("insert into stories values ('The last ferry')")
    for name in ("keys/list-1.key", "media/images/ferry.jpg", "journal/worker-1.journal", "identity.json"):
        file = configuration.home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    return configuration


def test_a_backup_holds_no_key_no_secret_and_no_host(original, tmp_path):
    assert snapshot.take(original, tmp_path / "backup") == 3
    kept = sorted(path.name for path in (tmp_path / "backup").rglob("*") if path.is_file())
    assert kept == [CONFIG_NAME, "ferry.jpg", "newsroom.sqlite3"]
    with pytest.raises(ConfigurationError, match="not empty"):
        snapshot.take(original, tmp_path / "backup")


def test_what_was_backed_up_comes_back_with_its_keys_and_a_new_secret(original, tmp_path):
    snapshot.take(original, tmp_path / "backup")
    home = tmp_path / "again"
    snapshot.put_back(tmp_path / "backup", home, keys_folder=original.home / "keys", accept_gap=True)
    with closing(sqlite3.connect(home / "newsroom.sqlite3")) as database:
        assert database.execute("select headline from stories").fetchall() == [("The last ferry",)]
    assert (home / "keys/list-1.key").exists()
    assert (home / "secret.key").read_text() != (original.home / "secret.key").read_text()
    assert not (home / "identity.json").exists()
    assert not (home / founding.UNFINISHED).exists()


def test_without_the_list_of_leavings_a_person_decides_before_anything_is_made(original, tmp_path):
    snapshot.take(original, tmp_path / "backup")
    with pytest.raises(NeedsDecision, match="--accept-gap"):
        snapshot.put_back(tmp_path / "backup", tmp_path / "again", keys_folder=None, accept_gap=False)
    assert not (tmp_path / "again").exists()


def test_a_restore_never_writes_over_a_newsroom(original, tmp_path):
    snapshot.take(original, tmp_path / "backup")
    with pytest.raises(ConfigurationError, match="not empty"):
        snapshot.put_back(tmp_path / "backup", original.home, keys_folder=None, accept_gap=True)
    with pytest.raises(ConfigurationError, match="is no backup"):
        snapshot.put_back(original.home / "keys", tmp_path / "again", keys_folder=None, accept_gap=True)
