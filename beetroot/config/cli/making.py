"""`beetroot init`: a newsroom is made from a person's answers, or the example; broken off, nothing of it stays."""

import os
import re
import secrets
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

import click

from beetroot.config import founding
from beetroot.config.cli.opening import new_passphrase, open_home
from beetroot.config.home import Configuration, ConfigurationError, load, site_url
from beetroot.lib.names import fault
from beetroot.mail import addresses
from beetroot.mail.errors import BadAddress

EXAMPLE_FOLDER = "example-newsroom"


_NAME_CHARACTERS = 80
"""As newsroom.models has it, which must not be loaded yet."""


@dataclass(frozen=True)
class _Question:
    """What is asked when its option was not given; `check` raises click.BadParameter with what to write instead."""

    words: str
    check: Callable[[str], str]
    default: str | None = None


def _words(value: str) -> str:
    wrong = fault(value.strip(), limit=_NAME_CHARACTERS)
    if wrong is not None:
        raise click.BadParameter(wrong)
    return value.strip()


def _address(value: str) -> str:
    try:
        addresses.check(value.strip())
    except BadAddress:
        raise click.BadParameter("write an e-mail address at your own domain, as desk@dispatch.example.") from None
    return value.strip()


def _site(value: str) -> str:
    try:
        return site_url("base_url", value.strip())
    except ConfigurationError as error:
        raise click.BadParameter(str(error)) from error


_QUESTIONS = {
    "name": _Question("The newsroom's name", _words),
    "newsletter": _Question("The newsletter's name", _words),
    "sender": _Question("The address its mail comes from", _address),
    "base_url": _Question("The site's address", _site, default="http://127.0.0.1:8000"),
}


def _username(_context: click.Context, _option: click.Parameter, value: str) -> str:
    if not re.fullmatch(r"[\w.+-]{1,150}", value):
        raise click.BadParameter("a user name holds letters, digits and . + - _ only.")
    return value


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--demo", is_flag=True, help="Make the example newsroom; nothing is started.")
@click.option("--name", help="The newsroom's name.")
@click.option("--newsletter", help="The first newsletter's name.")
@click.option("--sender", help="The address its mail comes from.")
@click.option("--base-url", help="Where readers find the site, as https://dispatch.example.")
@click.option("--desk-url", default="", help="Where staff find the desk; else this machine only.")
@click.option("--language", default="en", show_default=True, type=click.Choice(["en", "ru", "be", "uk"]))
@click.option("--editor", default="editor", show_default=True, callback=_username, help="The first person's user name.")
@click.option("--smtp-url", default="smtp://127.0.0.1:25", show_default=True, help="The mail server to send through.")
@click.option("--database-url", default="", help="PostgreSQL, as postgresql://user@host/name; else SQLite in DIR.")
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Its first line is the list key's passphrase; else you are asked.",
)
def init(folder: Path | None, demo: bool, passphrase_file: Path | None, **answers: str | None) -> None:
    """Make a new newsroom in DIR: configuration, keys, database, first editor. Asks for what no option says."""
    if demo:
        home = example_home(folder)
        make_example(home, port=load(home).port)
        click.echo(f"The example newsroom stands in {home.name}. Start it: BEETROOT_HOME={home} beetroot up --demo")
        return
    home = (folder or Path(os.environ.get("BEETROOT_HOME", "."))).resolve()
    founding.check_folder(home)
    told = {key: _answered(question, answers[key]) for key, question in _QUESTIONS.items()}
    settings = {key: str(answers[key]) for key in ("desk_url", "smtp_url", "database_url")}
    settings = {"base_url": told["base_url"], **settings}
    load(home, {f"BEETROOT_{key.upper()}": value for key, value in settings.items()})  # told before anything is made
    passphrase = new_passphrase(passphrase_file, words="A passphrase for the list key, best of five words")
    charter = founding.Charter(
        **told,
        language=str(answers["language"]),
        editor=str(answers["editor"]),
        password=secrets.token_urlsafe(12),
    )
    _make(home, settings, charter, passphrase)
    click.echo(f"The newsroom stands in {home.name}. Sign in at the desk as {charter.editor} with {charter.password}")
    click.echo("Copy the keys to a safe place now (beetroot keys backup DIR) and keep the passphrase safe.")
    click.echo("Next: beetroot up, and beetroot doctor for what your domain needs.")


def _make(home: Path, settings: dict[str, str], charter: founding.Charter, passphrase: bytes) -> None:
    with founding.being_made(home):
        founding.prepare_folder(home, settings)
        configuration = open_home(home, unfinished=True)
        migrate_showing()
        founding.found(configuration, charter, passphrase=passphrase)


def _answered(question: _Question, given: str | None) -> str:
    if given is not None:
        return question.check(given)
    return str(click.prompt(question.words, default=question.default, value_proc=question.check, err=True))


def example_home(folder: Path | None) -> Path:
    """The example's folder: the one that is named, else BEETROOT_HOME, else one below the current folder."""
    return (folder or Path(os.environ.get("BEETROOT_HOME") or EXAMPLE_FOLDER)).resolve()


def point_at(*, port: int) -> None:
    """The example's ports may change from start to start; its mail always goes to its own inbox."""
    os.environ["BEETROOT_PORT"] = str(port)
    os.environ["BEETROOT_DESK_URL"] = f"http://127.0.0.1:{port + 1}"
    os.environ["BEETROOT_SMTP_URL"] = f"smtp://127.0.0.1:{port + 3}?tls=none"


def make_example(home: Path, *, port: int) -> Configuration:
    """Makes the example newsroom with a passphrase of its own, which lies beside it and is labelled unsafe."""
    from beetroot.demo import EXAMPLE_BASE_URL

    phrase_file = "UNSAFE-example-passphrase"
    phrase = secrets.token_urlsafe(24)
    click.echo("Making the example newsroom: once, about half a minute.")
    with founding.being_made(home):
        founding.prepare_folder(home, {"base_url": EXAMPLE_BASE_URL, "key_passphrase_file": phrase_file})
        founding.write_private(home / phrase_file, phrase)
        point_at(port=port)
        configuration = open_home(home, unfinished=True)
        from beetroot.demo.actions import create_example

        migrate_showing()
        domain = EXAMPLE_BASE_URL.removeprefix("https://")
        founding.make_keys(configuration, passphrase=phrase.encode(), domain=domain)
        click.echo("Writing its stories, record, readers and issues …")
        create_example(home=home, passphrase=phrase.encode())
    return configuration


def migrate_showing() -> None:
    """Migrates under a progress bar on a terminal, with a plain line for every fifty steps elsewhere."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    steps = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not sys.stderr.isatty():
        founding.migrate(tell=partial(_tell, count(1), steps))
        return
    with click.progressbar(length=steps, label="Making the database", file=sys.stderr) as bar:
        founding.migrate(tell=lambda _name: bar.update(1))


def _tell(numbers: Iterator[int], steps: int, _name: str) -> None:
    number = next(numbers)
    if number % 50 == 1:
        click.echo(f"Making the database: step {number} of {steps} …", err=True)
