"""`beetroot bench`: what this machine can do, measured with the real engine in a newsroom that is thrown away."""

import dataclasses
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from beetroot.config import founding
from beetroot.config.cli import print_json
from beetroot.config.cli.opening import open_home
from beetroot.dispatch.rules.settings import SIGNATURES

if TYPE_CHECKING:
    from beetroot.lib.keyring import Keyring


@click.group()
def bench() -> None:
    """Measure in a throw-away newsroom; the one in this folder is not touched."""


@bench.command()
@click.option("--recipients", type=click.IntRange(1, 5_000_000), required=True, help="Sealed readers.")
@click.option("--smtp", required=True, metavar="HOST:PORT", help="The server that takes the mail, or a URL.")
@click.option("--connections", type=click.IntRange(1, 64), default=4, show_default=True, help="Of each worker.")
@click.option("--workers", type=click.IntRange(1, 8), default=1, show_default=True, help="Processes that send.")
@click.option("--signature", type=click.Choice(SIGNATURES), default="rsa", show_default=True)
@click.option("--probe/--no-probe", default=True, show_default=True, help="Ask the server first what it can take.")
@click.option("--database", default="", metavar="URL", help="PostgreSQL, where a database is made and dropped.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def dispatch(
    recipients: int,
    smtp: str,
    connections: int,
    workers: int,
    signature: str,
    probe: bool,
    database: str,
    as_json: bool,
) -> None:
    """Seal RECIPIENTS invented readers, send them an issue of 40 kB, and say what it took.

    Only ever point it at a server of your own that throws mail away.
    """
    url = smtp if "://" in smtp else f"smtp://{smtp}?tls=none"
    with throw_away(database or os.environ.get("BEETROOT_DATABASE_URL", "")) as keyring:
        from beetroot.demo import bench as measuring

        job = measuring.Job(server=url, connections=connections, workers=workers, signature=signature, probe=probe)
        with click.progressbar(length=recipients, label="Sealing readers", file=sys.stderr) as bar:
            newsletter = measuring.found(
                recipients=recipients, keyring=keyring, tell=lambda done: bar.update(done - bar.pos)
            )
        figures = dataclasses.asdict(measuring.send(job, newsletter=newsletter, keyring=keyring))
    if as_json:
        print_json(figures)
    else:
        for name, value in figures.items():
            click.echo(f"{name.replace('_', ' '):<24}{value}")


@contextmanager
def throw_away(database_url: str) -> Iterator["Keyring"]:
    """A founded newsroom with keys, in a folder and a database that are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="beetroot-bench-") as place, _database(database_url) as url:
        home = Path(place) / "newsroom"
        founding.prepare_folder(home, {"base_url": "https://bench.example", "database_url": url})
        os.environ.pop("BEETROOT_DATABASE_URL", None)
        configuration = open_home(home)
        founding.migrate()
        phrase = b"nothing here is worth a secret"
        founding.make_keys(configuration, passphrase=phrase, domain="bench.example")
        yield _second_key(configuration.home / "keys", phrase)


def _second_key(folder: Path, phrase: bytes) -> "Keyring":
    from beetroot.lib import keyring

    keyring.make_key(folder, purpose=keyring.SECOND_SIGNATURE, domain="bench.example")
    return keyring.Keyring.open(folder, passphrase=phrase)


@contextmanager
def _database(url: str) -> Iterator[str]:
    """A new PostgreSQL database on the server of this URL, dropped afterwards; SQLite needs none."""
    if not url.startswith("postgres"):
        yield ""
        return
    import psycopg
    from psycopg import sql

    name = f"beetroot_bench_{os.getpid()}"
    server = url.partition("?")[0]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
