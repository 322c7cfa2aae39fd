"""A newsroom is made whole or not at all."""

import os
import signal
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from beetroot.config import founding
from beetroot.config.cli import main
from beetroot.config.home import CONFIG_NAME, ConfigurationError, load
from beetroot.newsroom.management.commands.migrate import OthersFirst
from beetroot.newsroom.models import AuditEntry, KeyRecord, Newsletter, User

CHARTER = founding.Charter(
    name="The Example",
    language="en",
    newsletter="Перевоз",
    sender="desk@dispatch.example",
    base_url="https://dispatch.example",
    editor="olga",
    password="a long enough password",
)
ANSWERS = {
    "--name": "The Example",
    "--newsletter": "Causeway",
    "--sender": "desk@dispatch.example",
    "--base-url": "https://dispatch.example",
}


def ran(*arguments: str) -> int:
    """The exit code of `beetroot ARGUMENTS`; the umask is put back."""
    before = os.umask(0)
    try:
        with pytest.raises(SystemExit) as left:
            main(list(arguments))
    finally:
        os.umask(before)
    return int(left.value.code or 0)


def broken_off(home: Path, by: Callable[[], object]) -> None:
    with founding.being_made(home):
        founding.prepare_folder(home, {"base_url": "https://dispatch.example"})
        assert (home / founding.UNFINISHED).exists()
        by()


def test_what_was_begun_is_taken_away_when_it_fails(tmp_path):
    home = tmp_path / "news"
    with pytest.raises(ConfigurationError):
        broken_off(home, lambda: load(home, {"BEETROOT_PORT": "none"}))
    assert list(home.iterdir()) == []


def test_an_interrupt_that_python_loses_still_ends_the_making(tmp_path):
    home = tmp_path / "news"
    with pytest.raises(KeyboardInterrupt):
        broken_off(home, lambda: os.kill(os.getpid(), signal.SIGINT))
    assert list(home.iterdir()) == []
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_half_a_newsroom_after_a_power_cut_is_made_anew(tmp_path):
    (tmp_path / founding.UNFINISHED).touch()
    (tmp_path / CONFIG_NAME).write_text("port = 1\n")
    (tmp_path / "keys").mkdir()
    with founding.being_made(tmp_path):
        founding.prepare_folder(tmp_path, {"port": 9000, "desk_url": ""})
    assert sorted(path.name for path in tmp_path.iterdir()) == [CONFIG_NAME, "secret.key"]
    assert load(tmp_path, {}).port == 9000
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


@pytest.mark.parametrize(("name", "said"), [(CONFIG_NAME, "holds a newsroom already"), ("diary.txt", "is not empty")])
def test_a_folder_in_use_is_left_alone(tmp_path, name, said):
    (tmp_path / name).write_text("x = 1")
    with pytest.raises(ConfigurationError, match=said), founding.being_made(tmp_path):
        pytest.fail("it must not begin")
    assert (tmp_path / name).read_text() == "x = 1"


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--sender", "desk", "write an e-mail address"),
        ("--base-url", "http://dispatch.example", "must begin with https://"),
        ("--name", "two\nlines", "Use one line"),
        ("--newsletter", "x" * 10_000, "at most 80 characters"),
        ("--smtp-url", "http://mail.example", "smtp_url cannot be used"),
        ("--language", "xx", "is not one of"),
        ("--editor", "a b", "letters, digits"),
        ("--passphrase-file", "short", "too short"),
    ],
)
def test_a_wrong_answer_is_told_and_leaves_nothing(tmp_path, capsys, option, value, said):
    phrase = tmp_path / "phrase"
    phrase.write_text("five plain words for it\n" if value != "short" else "short\n")
    answers = ANSWERS | {"--passphrase-file": str(phrase)} | ({option: value} if value != "short" else {})
    assert ran("init", str(tmp_path / "news"), *(word for pair in answers.items() for word in pair)) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "news").exists()


def test_a_command_outside_a_newsroom_says_what_to_do(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("BEETROOT_HOME", str(tmp_path))
    assert ran("issue", "list") == 2
    assert "beetroot init" in capsys.readouterr().err
    (tmp_path / founding.UNFINISHED).touch()
    assert ran("doctor") == 2
    assert "broken off" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_founded_newsroom_has_its_keys_its_first_person_and_its_newsletter(tmp_path):
    founding.prepare_folder(tmp_path, {})
    founding.found(load(tmp_path, {}), CHARTER, passphrase=b"five plain words for it")
    newsletter = Newsletter.objects.get()
    assert (newsletter.slug, newsletter.leave_host) == ("perevoz", "https://dispatch.example")
    assert User.objects.get().groups.count() == 3
    assert KeyRecord.objects.count() == len(list((tmp_path / "keys").iterdir()))
    assert not AuditEntry.objects.filter(detail__icontains="@").exists()


@pytest.mark.django_db
def test_a_charter_that_the_newsroom_refuses_leaves_no_row(tmp_path):
    wrong = founding.Charter(**{**vars(CHARTER), "newsletter": "two\nlines"})
    founding.prepare_folder(tmp_path, {})
    with pytest.raises(ConfigurationError, match="line"):
        founding.found(load(tmp_path, {}), wrong, passphrase=b"five plain words for it")
    assert not User.objects.exists()
    assert not KeyRecord.objects.exists()


@pytest.mark.django_db
def test_a_new_database_takes_other_packages_steps_first_which_is_quicker():
    executor = OthersFirst(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    order = [migration.app_label for migration, _backwards in plan]
    assert order.index("record") > max(place for place, label in enumerate(order) if label.startswith("wagtail"))
