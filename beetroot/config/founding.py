"""How a newsroom's folder comes to be: configuration, secrets, keys, database, site, first person."""

import json
import os
import secrets
import shutil
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from beetroot.config.home import CONFIG_NAME, Configuration, ConfigurationError

#: Lies in the folder while a newsroom is being made; what lies beside it is nobody's yet and may be replaced.
UNFINISHED = "UNFINISHED"
_OURS = (CONFIG_NAME, "secret.key", "keys", "media", "newsroom.sqlite3", "newsroom.sqlite3-wal", "newsroom.sqlite3-shm")


@dataclass(frozen=True)
class Charter:
    """What `beetroot init` must know."""

    name: str
    language: str
    newsletter: str
    sender: str
    base_url: str
    editor: str
    password: str


@contextmanager
def being_made(home: Path) -> Iterator[None]:
    """While the block runs the folder is marked as unfinished; if it fails, what was made is taken away again.

    A folder that lost power half-way keeps its mark and is made anew. Raises ConfigurationError if it is not empty.
    """
    check_folder(home)
    _broken_off.clear()
    before = {number: signal.signal(number, _break_off) for number in (signal.SIGINT, signal.SIGTERM)}
    home.mkdir(parents=True, exist_ok=True, mode=0o750)
    _take_away(home)
    (home / UNFINISHED).touch()
    finished = False
    try:
        yield
        _go_on()
        finished = True
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if not finished:
            _take_away(home)
        (home / UNFINISHED).unlink(missing_ok=True)


#: Python loses a KeyboardInterrupt that comes while it frees objects, which migrations do all the time.
_broken_off = threading.Event()


def _break_off(_number: int, _frame: FrameType | None) -> None:
    if _broken_off.is_set():
        raise KeyboardInterrupt
    _broken_off.set()


def _go_on() -> None:
    if _broken_off.is_set():
        raise KeyboardInterrupt


def check_folder(home: Path) -> None:
    """Raises ConfigurationError unless a newsroom may be made here."""
    if not home.exists() or (home / UNFINISHED).exists():
        return
    if (home / CONFIG_NAME).exists():
        raise ConfigurationError(f"{home.name} holds a newsroom already; choose another folder.")
    if any(not path.name.startswith(".") for path in home.iterdir()):
        raise ConfigurationError(f"{home.name} is not empty; choose an empty folder, so that nothing is mixed up.")


def _take_away(home: Path) -> None:
    for path in [home / name for name in _OURS] + list(home.glob("UNSAFE-*")):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def prepare_folder(home: Path, settings: Mapping[str, str | int]) -> None:
    """Writes beetroot.toml and the web secret into the folder that is being made."""
    home.mkdir(parents=True, exist_ok=True, mode=0o750)
    lines = ["# Written by `beetroot init`; every key is explained in docs/operating.md.\n"]
    lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in settings.items() if value]
    lines += ["\n# Which desk user a system user is, for commands without --by.\n[people]\n"]
    new_web_secret(home)
    (home / CONFIG_NAME).write_text("".join(lines), encoding="utf-8")


def new_web_secret(home: Path) -> None:
    """Signs desk sessions and form tokens; a new one ends every session."""
    write_private(home / "secret.key", secrets.token_urlsafe(48))


def write_private(path: Path, text: str) -> None:
    """A new file that only its owner can read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text + "\n")


def migrate(*, tell: Callable[[str], None] = lambda _name: None) -> None:
    """Brings the database to this version; `tell` hears the name of each step. Quick when nothing is to be done."""
    from django.core.management import call_command

    call_command("migrate", verbosity=1, no_color=True, interactive=False, stdout=_Steps(tell))
    from beetroot.config import grants

    if grants.exist():
        grants.apply()  # new tables are nobody's but the owner's until somebody is told


class _Steps(StringIO):
    """Hears in Django's words which migration begins."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._tell = tell

    def write(self, words: str) -> int:
        _go_on()
        if words.startswith("  Applying "):
            self._tell(words.split()[1].removesuffix("..."))
        return len(words)


def make_keys(configuration: Configuration, *, passphrase: bytes, domain: str) -> None:
    """Makes every key, registers the public halves, and keeps the private ones in the folder's keys/."""
    from beetroot.lib import keyring
    from beetroot.newsroom.actions import register_key

    for key in keyring.make_keys(configuration.home / "keys", passphrase=passphrase, domain=domain):
        register_key(id=key.id, purpose=key.purpose, public=key.public)


def found(configuration: Configuration, charter: Charter, *, passphrase: bytes) -> None:
    """Everything inside the migrated database, or nothing of it. Raises ConfigurationError for a wrong charter."""
    from django.core.exceptions import ValidationError
    from django.db import transaction

    try:
        with transaction.atomic():
            _found(configuration, charter, passphrase)
    except ValidationError as error:
        raise ConfigurationError("; ".join(error.messages)) from error


def _found(configuration: Configuration, charter: Charter, passphrase: bytes) -> None:
    from beetroot.issues.actions import open_archive
    from beetroot.newsroom import actions
    from beetroot.newsroom.rules import Role
    from beetroot.stories.actions import set_up_site

    actions.found(name=charter.name, language=charter.language)
    make_keys(configuration, passphrase=passphrase, domain=charter.sender.rpartition("@")[2].lower())
    editor = actions.hire(
        by=None,
        username=charter.editor,
        password=charter.password,
        roles=[Role.EDITOR, Role.APPROVER, Role.OPERATOR],
    )
    site = urlsplit(charter.base_url)
    set_up_site(by=editor, name=charter.name, hostname=site.hostname or "localhost", port=_port(charter.base_url))
    newsletter = actions.start_newsletter(
        by=editor,
        slug=slug_of(charter.newsletter),
        name=charter.newsletter,
        language=charter.language,
        from_name=charter.newsletter,
        from_address=charter.sender,
        leave_base_url=charter.base_url,
    )
    open_archive(newsletter=newsletter, by=editor)


def slug_of(name: str) -> str:
    """A short name for URLs, from any script."""
    from anyascii import anyascii
    from django.utils.text import slugify

    return slugify(anyascii(name))[:60] or f"newsletter-{datetime.now(UTC):%Y%m%d}"


def _port(url: str) -> int:
    parts = urlsplit(url)
    return parts.port or (443 if parts.scheme == "https" else 80)
