"""How a command enters the newsroom's folder: Django is set up for it, its person named, its keys unlocked."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from beetroot.config.founding import UNFINISHED
from beetroot.config.home import CONFIG_NAME, Configuration, ConfigurationError, load
from beetroot.lib.errors import Locked, NeedsDecision

_SHORTEST_PASSPHRASE = 12

if TYPE_CHECKING:
    from beetroot.lib.keyring import Keyring
    from beetroot.newsroom.models import User


def open_home(home: Path | None = None, *, unfinished: bool = False) -> Configuration:
    """Loads Django for the newsroom in this folder. Raises ConfigurationError where there is none, or only half of
    one unless the caller is about to finish it."""
    if home is not None:
        os.environ["BEETROOT_HOME"] = str(home)
    configuration = load()
    if not unfinished and (configuration.home / UNFINISHED).exists():
        raise ConfigurationError("The making of this newsroom was broken off. Run `beetroot init` again, same folder.")
    if not (configuration.home / CONFIG_NAME).exists():
        raise ConfigurationError(
            "There is no newsroom in this folder. Run `beetroot init`, or set BEETROOT_HOME to a newsroom's folder."
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beetroot.config.settings")
    import django

    django.setup()
    return configuration


def acting_user(configuration: Configuration, name: str | None) -> "User":
    """The desk user who acts: `--by`, else [people] of beetroot.toml. Raises NeedsDecision (exit 4) without one."""
    from beetroot.newsroom.models import User

    chosen = name or configuration.user_for()
    if chosen is None:
        raise NeedsDecision("Say who acts: --by USER, or name your system user under [people] in beetroot.toml.")
    user = User.objects.filter(username=chosen, is_active=True).first()
    if user is None:
        raise NeedsDecision(f"There is no active user {chosen!r} in this newsroom; give another with --by.")
    return user


def read_passphrase(configuration: Configuration, *, ask: bool = True) -> bytes | None:
    """The list key's passphrase from its descriptor, its file or systemd's credential, the terminal; else None.

    Raises Locked where the file that is named is missing.
    """
    from beetroot.lib import keyring

    if configuration.key_passphrase_descriptor is not None:
        return keyring.read_passphrase(descriptor=configuration.key_passphrase_descriptor)
    file = configuration.key_passphrase_file
    if file is not None:
        if not file.exists():
            raise Locked(f"The passphrase file {file.name} is missing; put it back or unset key_passphrase_file.")
        return keyring.read_passphrase(file=file)
    if ask and sys.stdin.isatty():
        return ask_passphrase("Passphrase of the list key")
    return None


def new_passphrase(file: Path | None, *, words: str) -> bytes:
    """One that is long enough, from the file or typed twice. Raises Locked without a terminal, ConfigurationError."""
    from beetroot.lib import keyring

    phrase = keyring.read_passphrase(file=file) or ask_passphrase(words, twice=True)
    if len(phrase) < _SHORTEST_PASSPHRASE:
        raise ConfigurationError(
            f"The passphrase is too short; use at least {_SHORTEST_PASSPHRASE} characters, better five words."
        )
    return phrase


def ask_passphrase(words: str, *, twice: bool = False) -> bytes:
    """What somebody types, unseen. Raises Locked without a terminal."""
    if not sys.stdin.isatty():
        raise Locked(f"{words} is needed: run this on a terminal, or name its file.")
    return str(click.prompt(words, hide_input=True, confirmation_prompt=twice, err=True)).encode()


def open_keyring(configuration: Configuration, *, unlock: bool) -> "Keyring":
    """The private keys. With `unlock`, raises Locked (exit 3) unless the list key opens."""
    from beetroot.lib import hardening
    from beetroot.lib.keyring import Keyring

    hardening.forbid_core_dumps()  # from here on this process holds keys, and soon addresses
    passphrase = read_passphrase(configuration, ask=unlock)
    keyring = Keyring.open(configuration.home / "keys", passphrase=passphrase)
    if unlock and keyring.locked:
        raise Locked("The list key is locked. Give its passphrase, or set BEETROOT_KEY_PASSPHRASE_FILE.")
    return keyring
