"""A newsroom in a folder of its own, a mail server in a thread, and the worker until it has nothing to do."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from beetroot.dispatch.tasks import NextDue, run_worker
from beetroot.lib.keyring import CHEAPEST, make_keys
from tests.dispatch.newsrooms import DOMAIN, PASSPHRASE, Room, found_newsroom
from tests.mail.servers import Sink, running


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dispatch") / "keys"
    make_keys(folder, passphrase=PASSPHRASE, domain=DOMAIN, argon2=CHEAPEST)
    return folder


@pytest.fixture
def home(tmp_path: Path, keys: Path, settings) -> Path:
    folder = tmp_path / "newsroom"
    folder.mkdir()
    shutil.copytree(keys, folder / "keys")
    (folder / "passphrase").write_bytes(PASSPHRASE)
    settings.BEETROOT_HOME = folder
    settings.STATIC_ROOT = folder
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CONFIGURATION = replace(settings.CONFIGURATION, key_passphrase_file=folder / "passphrase")
    return folder


@pytest.fixture
def room(home: Path, db: None) -> Room:
    made = found_newsroom(home)
    made.add_readers("anna", "boris", "clara")
    return made


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    with running(Sink()) as server:
        settings.BEETROOT_SMTP_URL = f"{server.url}?tls=none"
        yield server


@pytest.fixture
def work(settings) -> Callable[..., NextDue | None]:
    """Runs the keyed worker until it is idle; `server` replaces the mail server."""

    def run(*, server: Sink | None = None, wait: int = 0) -> NextDue | None:
        if server is not None:
            settings.BEETROOT_SMTP_URL = f"{server.url}?tls=none"
        return run_worker(role="keyed", until_idle=True, wait=wait, stop=Event())

    return run
