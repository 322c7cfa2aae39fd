"""How a newsroom's folder comes to be: configuration, secrets, keys, database, site, first person."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from beetroot.config.home import CONFIG_NAME, Configuration, ConfigurationError


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


def prepare_folder(home: Path, settings: Mapping[str, str | int]) -> None:
    """Makes the folder with its beetroot.toml and web secret. Raises ConfigurationError if a newsroom is there."""
    home.mkdir(parents=True, exist_ok=True, mode=0o750)
    if (home / CONFIG_NAME).exists():
        raise ConfigurationError(f"{home.name} holds a newsroom already; choose another folder.")
    if sorted(path.name for path in home.iterdir() if not path.name.startswith(".")):
        raise ConfigurationError(f"{home.name} is not empty; choose an empty folder, so that nothing is mixed up.")
    lines = ["# Written by `beetroot init`; every key is explained in docs/operating.md.\n"]
    lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in settings.items()]
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


def migrate() -> None:
    """Brings the database to this version. Quick when nothing is to be done."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def make_keys(configuration: Configuration, *, passphrase: bytes, domain: str) -> None:
    """Makes every key, registers the public halves, and keeps the private ones in the folder's keys/."""
    from beetroot.lib import keyring
    from beetroot.newsroom.actions import register_key

    for key in keyring.make_keys(configuration.home / "keys", passphrase=passphrase, domain=domain):
        register_key(id=key.id, purpose=key.purpose, public=key.public)


def found(configuration: Configuration, charter: Charter, *, passphrase: bytes) -> None:
    """Everything inside the database; the folder is prepared and Django set up."""
    from beetroot.issues.actions import open_archive
    from beetroot.newsroom import actions
    from beetroot.newsroom.rules import Role
    from beetroot.stories.actions import set_up_site

    migrate()
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
