"""`beetroot tour`: one page the whole way in a throw-away newsroom."""

import logging
import os
import secrets
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click

from beetroot.config import founding
from beetroot.config.cli.opening import open_home
from beetroot.config.home import ConfigurationError
from beetroot.config.processes import Part, running

_BASE_URL = "https://tour.example"
_READY_SECONDS = 30.0


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--to", "folder", type=click.Path(path_type=Path), default="tour", show_default=True, help="The report.")
def tour(file: Path, folder: Path) -> None:
    """Take one page (text, HTML or Markdown) the whole way, and show where every line of it went.

    A newsroom is made for it and thrown away: the page becomes a story with its facts, goes into an issue, is approved
    and mailed to a reader who signed up, who then leaves with one click.
    """
    _refuse_what_is_no_story(file)
    _clear(folder)
    port, smtp_port = _free_port(), _free_port()
    with _throw_away_home() as home:
        os.environ["BEETROOT_SMTP_URL"] = f"smtp://127.0.0.1:{smtp_port}?tls=none"
        os.environ["BEETROOT_PORT"] = str(port)
        click.echo("Making a newsroom for this page …")
        _found(home)
        logging.getLogger("beetroot").setLevel(logging.WARNING)  # the steps say what happened
        from beetroot.config import web

        with running(Part("public site", partial(web.serve, role="public", port=port))):
            _wait_for(port)
            _walk(file, folder, home, port=port, smtp_port=smtp_port)


def _walk(file: Path, folder: Path, home: Path, *, port: int, smtp_port: int) -> None:
    from beetroot.demo.inbox import run_inbox
    from beetroot.demo.tour import report
    from beetroot.demo.tour.way import Stage, walk

    url = f"http://127.0.0.1:{port}"
    mails = home.with_name(f"{home.name}-inbox")
    with run_inbox(folder=mails, public_url=url, base_url=_BASE_URL, smtp_port=smtp_port) as inbox:
        stage = Stage(public_url=url, base_url=_BASE_URL, inbox=inbox.inbox)
        done = walk(source=file.read_bytes(), filename=file.name, stage=stage, say=_say)
        account = report.write(done, stage, folder)
    lines, lost = len(account.lines), len(account.lost)
    click.echo(f"\n{lines} lines and {account.blank_lines} blank ones; {lines - lost} accounted for, {lost} not.")
    click.echo(f"Open {folder / 'index.html'}")
    if lost:
        raise click.exceptions.Exit(1)


def _say(line: str) -> None:
    click.echo(f"  {line}")


def _refuse_what_is_no_story(file: Path) -> None:
    """Before anything is made: a page that cannot be read is told at once (ReadingError)."""
    from beetroot.reading import read

    read(file.read_bytes())


def _clear(folder: Path) -> None:
    """Only a folder that an earlier tour made is written over."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / "mail.eml").exists():
        raise ConfigurationError(f"{folder.name} holds something else; name another folder with --to.")
    shutil.rmtree(folder)


@contextmanager
def _throw_away_home() -> Iterator[Path]:
    """A folder that is gone afterwards, whatever happened; its key and its reader with it."""
    with tempfile.TemporaryDirectory(prefix="beetroot-tour-") as place:
        home = Path(place) / "newsroom"
        phrase_file = "passphrase"
        founding.prepare_folder(home, {"base_url": _BASE_URL, "key_passphrase_file": phrase_file})
        founding.write_private(home / phrase_file, secrets.token_urlsafe(24))
        yield home


def _found(home: Path) -> None:
    configuration = open_home(home)
    from django.db import connections

    founding.migrate()
    phrase = (home / "passphrase").read_bytes().strip()
    founding.make_keys(configuration, passphrase=phrase, domain=_BASE_URL.removeprefix("https://"))
    connections.close_all()  # the web process is forked next and must not share one


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise ConfigurationError("The tour's public site did not start; its messages stand above.")
