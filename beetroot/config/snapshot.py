"""Backup and restore: a consistent copy that holds ciphertext and no key; what comes back sends nothing by itself."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from beetroot.config.founding import being_made, new_web_secret
from beetroot.config.home import CONFIG_NAME, Configuration, ConfigurationError, load
from beetroot.lib.errors import NeedsDecision

_DATABASE_COPY = "newsroom.sqlite3"
_DUMP = "newsroom.pgdump"


def take(configuration: Configuration, folder: Path) -> int:
    """Copies database, media and configuration into a new folder; returns how many files it wrote."""
    if folder.exists() and any(folder.iterdir()):
        raise ConfigurationError(f"{folder.name} is not empty; name a new folder for the backup.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copy2(configuration.home / CONFIG_NAME, folder / CONFIG_NAME)
    if (configuration.home / "media").exists():
        shutil.copytree(configuration.home / "media", folder / "media")
    if configuration.database_url.startswith("sqlite"):
        _copy_sqlite(urlsplit(configuration.database_url).path, folder / _DATABASE_COPY)
    else:
        _dump_postgresql(configuration.database_url, folder / _DUMP)
    return sum(1 for path in folder.rglob("*") if path.is_file())


def put_back(folder: Path, home: Path, *, keys_folder: Path | None, accept_gap: bool) -> None:
    """Fills an empty home from a backup. The web secret is new, so every desk session ends.

    Raises ConfigurationError before anything is made, and NeedsDecision where no list of leavings is at hand and the
    gap was not accepted.
    """
    if not (folder / CONFIG_NAME).exists():
        raise ConfigurationError(f"{folder.name} is no backup: it has no {CONFIG_NAME}.")
    if home.exists() and any(home.iterdir()):
        raise ConfigurationError(f"{home.name} is not empty; restore into a new folder (BEETROOT_HOME).")
    configuration = replace(load(folder), home=home)
    if not accept_gap and leavings(configuration) is None:
        raise NeedsDecision(
            "There is no list of readers who left after the backup (left.log in second_place of beetroot.toml)."
            " Bring it, or accept that they may get mail again: beetroot restore … --accept-gap. Nothing was restored."
        )
    database = _database_elsewhere(configuration, folder)
    with being_made(home):
        _fill(home, folder, keys_folder)
        if database is not None:
            shutil.move(home / _DATABASE_COPY, database)


def _database_elsewhere(configuration: Configuration, folder: Path) -> Path | None:
    """Where an SQLite database belongs that does not lie in the newsroom's folder.

    Raises ConfigurationError where there is one: it may be in use, and would be taken for the restored one.
    """
    path = Path("/", urlsplit(configuration.database_url).path.lstrip("/"))
    if not configuration.database_url.startswith("sqlite") or path == folder.resolve() / _DATABASE_COPY:
        return None
    if path.exists():
        raise ConfigurationError(
            f"The database of this backup belongs at {path.name} outside the folder, and one is there."
            " Name another place: BEETROOT_DATABASE_URL=sqlite:////full/path. Nothing was restored."
        )
    return path


def leavings(configuration: Configuration) -> Path | None:
    """The list of those who left since, if it is at hand."""
    place = configuration.second_place
    return place / "left.log" if place is not None and (place / "left.log").exists() else None


def _fill(home: Path, folder: Path, keys_folder: Path | None) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.copytree(path, home / path.name)
        elif path.name != _DUMP:
            shutil.copy2(path, home / path.name)
    if keys_folder is not None:
        shutil.copytree(keys_folder, home / "keys")
        (home / "keys").chmod(0o700)
    new_web_secret(home)
    if (folder / _DUMP).exists():
        _restore_postgresql(folder / _DUMP)


def settle(configuration: Configuration) -> tuple[int, int]:
    """Pauses every send and replays who left since the backup; returns (sends paused, leavings replayed)."""
    from beetroot.audience.actions import replay_leavings
    from beetroot.dispatch.actions import pause_everything

    paused = pause_everything(reason="restored from a backup")
    left = leavings(configuration)
    if left is None:
        return paused, 0
    with left.open(encoding="ascii") as lines:
        return paused, replay_leavings(lines)


def _copy_sqlite(source: str, target: Path) -> None:
    """SQLite's online backup: consistent while workers write (sqlite.org/backup.html)."""
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
    target.chmod(0o600)


def _dump_postgresql(url: str, target: Path) -> None:
    _run("pg_dump", "--format=custom", "--no-owner", "--file", str(target), url=url)
    target.chmod(0o600)


def _restore_postgresql(dump: Path) -> None:
    url = os.environ.get("BEETROOT_DATABASE_URL", "")
    if not url:
        raise ConfigurationError("This backup is of PostgreSQL: set BEETROOT_DATABASE_URL to an empty database.")
    _run("pg_restore", "--no-owner", "--exit-on-error", str(dump), url=url)


def _run(tool: str, *arguments: str, url: str) -> None:
    """Runs a PostgreSQL tool on a database; no other user of this machine sees the password among its arguments."""
    parts = urlsplit(url)
    bare = parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@", 1)).geturl()
    password = {"PGPASSWORD": unquote(parts.password)} if parts.password else {}
    try:
        subprocess.run(  # noqa: S603 - our own argument list
            [tool, "--dbname", bare, *arguments], check=True, capture_output=True, text=True, env=os.environ | password
        )
    except FileNotFoundError:
        raise ConfigurationError(f"{tool} is missing; install postgresql-client.") from None
    except subprocess.CalledProcessError as error:
        raise ConfigurationError(f"{tool} failed: {error.stderr.strip()}") from None
