"""`beetroot keys wrap`, `rotate`, `recovery`, `recover`, `check`, `rehearse`: what keys need after the first day."""

import os
import sys
from pathlib import Path

import click

from beetroot.config.cli.opening import ask_passphrase, new_passphrase, open_home, read_passphrase
from beetroot.config.home import CONFIG_NAME, Configuration, ConfigurationError
from beetroot.lib.errors import BeetrootError, Locked

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_RESUME = "beetroot keys rotate list --resume"
_NEW = "New passphrase of the list key"


class DoesNotFit(BeetrootError):
    """These keys do not open this database; the lines above say which are missing."""


@click.command()
@click.option("--new-passphrase-file", type=_FILE, help="Its first line is the new passphrase; else you are asked.")
def wrap(new_passphrase_file: Path | None) -> None:
    """Put the list key under a new passphrase. Older copies of the keys keep the old one."""
    configuration = open_home()
    from beetroot.config import key_care
    from beetroot.lib import keyring

    old, new = _passphrase(configuration), new_passphrase(new_passphrase_file, words=_NEW)
    changed = keyring.rewrap(configuration.home / "keys", old=old, new=new)
    key_care.seal_copies(configuration, passphrase=new)
    click.echo(f"{len(changed)} list keys are under the new passphrase. Back them up anew: beetroot keys backup DIR")
    click.echo("Change the passphrase file or credential, too, and destroy copies of the keys that you do not need.")


@click.command()
@click.argument(
    "purpose", type=click.Choice(["list", "intake", "suppression", "token", "message_id", "dkim", "dkim_ed25519"])
)
@click.option("--domain", default="", help="For dkim and dkim_ed25519: the domain mail is sent from.")
@click.option("--resume", is_flag=True, help="For list: make no new key, go on moving records to the newest.")
def rotate(purpose: str, domain: str, resume: bool) -> None:
    """Make a new key of PURPOSE; the old one stays for what it made. Stop the keyed worker first.

    For `list` every record is then sealed again and gets a new index: it can be broken off and gone on with by
    --resume, or is finished by the worker. For `dkim` publish the new record (keys dns) before the worker starts.
    `dkim_ed25519` makes or renews the key of a second signature, used once `signatures` in beetroot.toml says so.
    """
    if purpose.startswith("dkim") != bool(domain):
        raise click.UsageError("--domain goes with dkim and dkim_ed25519, and both need it.")
    if resume and purpose != "list":
        raise click.UsageError("Only the list key has records to move.")
    configuration = open_home()
    passphrase = _passphrase(configuration)
    from beetroot.config import key_care

    if not resume:
        for key in key_care.rotate(configuration, purpose=purpose, passphrase=passphrase, domain=domain):
            click.echo(f"New {key.purpose} key {key.id}.")
    elif not key_care.worker_runs(configuration):
        key_care.settle(configuration, passphrase=passphrase)
    if purpose == "list":
        _reseal(configuration, passphrase)
    click.echo("Back the keys up now: beetroot keys backup DIR. Then start the worker.")


def _reseal(configuration: Configuration, passphrase: bytes) -> None:
    from beetroot.audience.actions import left_to_reseal
    from beetroot.config import key_care
    from beetroot.lib.keyring import Keyring

    keyring = Keyring.open(configuration.home / "keys", passphrase=passphrase)
    with click.progressbar(length=left_to_reseal(keyring=keyring), label="Sealing again", file=sys.stderr) as bar:
        moved = key_care.reseal(keyring, tell=bar.update)
    click.echo(f"{moved} records are sealed to the new list key and have a new index.")


@click.command()
def recovery() -> None:
    """Add (or replace) the offline recovery key: a code for your paper that brings back every other key."""
    configuration = open_home()
    from beetroot.config import key_care

    code = key_care.add_recovery(configuration, passphrase=_passphrase(configuration))
    click.echo(
        "Write this down now, by hand, on the sheet of `beetroot keys sheet`. It is shown once and stored nowhere."
    )
    click.echo(f"\n    {code[:34]}\n    {code[35:]}\n")
    click.echo(
        "With any backup of the database made from now on it brings back all keys. Burn the paper of an older code."
    )


@click.command()
@click.option("--to", "folder", type=click.Path(path_type=Path), help="An empty folder; else the newsroom's keys/.")
@click.option("--new-passphrase-file", type=_FILE, help="Its first line is the list key's new passphrase.")
def recover(folder: Path | None, new_passphrase_file: Path | None) -> None:
    """Bring back every key from the database and the recovery code, which is read from standard input."""
    configuration = open_home()
    from beetroot.config import key_care

    code = click.prompt("Recovery code", err=True) if sys.stdin.isatty() else sys.stdin.readline()
    target = folder or configuration.home / "keys"
    made = key_care.recover(target, code=code, passphrase=new_passphrase(new_passphrase_file, words=_NEW))
    where = f" --keys {folder}" if folder else ""
    click.echo(f"{len(made)} keys are back. Prove it: beetroot keys check{where}. Then beetroot keys backup DIR.")


@click.command()
@click.option("--keys", "folder", type=_FOLDER, help="Keys that lie elsewhere, as recovered or backed up.")
@click.option("--passphrase-file", type=_FILE, help="Of those keys, where they have another passphrase.")
def check(folder: Path | None, passphrase_file: Path | None) -> None:
    """Prove that the keys at hand open this database: all are there, and a sample of records opens."""
    configuration = open_home()
    from beetroot.lib.keyring import read_passphrase as from_file

    passphrase = from_file(file=passphrase_file) or _passphrase(configuration)
    _check(folder or configuration.home / "keys", passphrase)


@click.command()
@click.argument("backup", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--keys", "keys_folder", required=True, type=click.Path(path_type=Path, exists=True), help="Their backup."
)
@click.option("--passphrase-file", type=_FILE, help="The list key's passphrase; else you are asked.")
@click.option("--scratch-database", default="", help="For a backup of PostgreSQL: the URL of an empty database.")
def rehearse(backup: Path, keys_folder: Path, passphrase_file: Path | None, scratch_database: str) -> None:
    """Restore BACKUP into a throw-away folder, open it with the backed-up keys, and take it away again."""
    from beetroot.config import key_care, snapshot
    from beetroot.lib import keyring

    passphrase = keyring.read_passphrase(file=passphrase_file) or ask_passphrase("Passphrase of the list key")
    with key_care.scratch("rehearsal") as place:
        home = place / "newsroom"
        dumped = not (backup / "newsroom.sqlite3").exists()
        if dumped and not scratch_database:
            raise ConfigurationError("This backup is of PostgreSQL: name an empty database with --scratch-database.")
        # Whatever the environment and the backed-up file say, the live newsroom is not touched.
        os.environ["BEETROOT_DATABASE_URL"] = scratch_database if dumped else f"sqlite:///{home / 'newsroom.sqlite3'}"
        snapshot.put_back(backup, home, keys_folder=keys_folder, accept_gap=True)
        click.echo(f"{CONFIG_NAME}, database and media were restored.")
        _check(open_home(home).home / "keys", passphrase)
    click.echo("The rehearsal is over and its folder is gone. Write today's date on the recovery sheet.")


def _check(folder: Path, passphrase: bytes) -> None:
    from beetroot.audience.actions import counts
    from beetroot.config import key_care
    from beetroot.lib.keyring import Keyring

    keyring = Keyring.open(folder, passphrase=passphrase)
    found = key_care.check(folder, keyring=keyring)
    for missing in found.missing:
        click.echo(f"NO  {missing}: its file is not in this folder; bring the newest backup of the keys")
    for stray in found.unregistered:
        click.echo(f"NO  {stray}: a rotation was broken off; stop the worker and run: {_RESUME}")
    readers = sum(int(row["confirmed"]) for row in counts())
    click.echo(f"{readers:,} confirmed readers; {found.opened} of {found.tried} records tried open and are indexed.")
    if found.waiting:
        click.echo(f"{found.waiting:,} records are still sealed to an older key; the worker moves them, or: {_RESUME}")
    advice = "" if found.escrowed == found.registered else "; for all of them: beetroot keys recovery"
    click.echo(f"{found.escrowed} of {found.registered} keys have a copy for the recovery code{advice}.")
    if found.missing or found.unregistered or found.opened != found.tried:
        raise DoesNotFit(str(DoesNotFit.__doc__))


def _passphrase(configuration: Configuration) -> bytes:
    phrase = read_passphrase(configuration)
    if phrase is None:
        raise Locked("Give the list key's passphrase: on a terminal, or in BEETROOT_KEY_PASSPHRASE_FILE.")
    return phrase
