"""`beetroot keys`: what keys there are, their backup and sheet, and what DNS must say about them."""

import shutil
from pathlib import Path

import click

from beetroot.config.cli import key_care as care
from beetroot.config.cli import print_json
from beetroot.config.cli.opening import open_home, open_keyring, read_passphrase
from beetroot.config.home import ConfigurationError
from beetroot.lib.errors import Locked


@click.group()
def keys() -> None:
    """Keys: list, make, back up, wrap, rotate, recover, and what to publish in DNS."""


for _command in (care.wrap, care.rotate, care.recovery, care.recover, care.check, care.rehearse):
    keys.add_command(_command)


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_keys(as_json: bool) -> None:
    """Every key by purpose; no secret is shown."""
    configuration = open_home()
    from beetroot.newsroom.models import KeyRecord

    rows = [
        {
            "id": key.pk,
            "purpose": key.purpose,
            "state": key.state,
            "made": key.made_on.isoformat(),
            "file": any((configuration.home / "keys").glob(f"*{key.pk}*")),
        }
        for key in KeyRecord.objects.order_by("purpose", "-made_on")
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        where = "" if row["file"] else "  private half is not on this host"
        click.echo(f"{row['purpose']:<12}{row['id']:<14}{row['state']:<9}{row['made']}{where}")


@keys.command()
@click.option("--domain", required=True, help="The domain mail is sent from.")
def make(domain: str) -> None:
    """Make all keys of a newsroom that has none."""
    configuration = open_home()
    from beetroot.config.founding import make_keys
    from beetroot.newsroom.models import KeyRecord

    if KeyRecord.objects.exists():
        raise ConfigurationError("This newsroom has keys already; making new ones would lock its readers out.")
    passphrase = read_passphrase(configuration)
    if passphrase is None:
        raise Locked("Give a passphrase for the list key: on a terminal, or in BEETROOT_KEY_PASSPHRASE_FILE.")
    make_keys(configuration, passphrase=passphrase, domain=domain)
    click.echo("Keys made. Copy them to a safe place: beetroot keys backup DIR")


@keys.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def backup(folder: Path) -> None:
    """Copy the key files to DIR, a place apart from every other backup. The list key stays wrapped."""
    configuration = open_home()
    if folder.exists():
        raise ConfigurationError(f"{folder.name} exists; name a new folder, so that no older key is overwritten.")
    from beetroot.lib.keyring import read_folder

    shutil.copytree(configuration.home / "keys", folder)
    folder.chmod(0o700)
    for path in folder.iterdir():
        path.chmod(0o600)
    click.echo(f"{len(read_folder(folder))} keys copied and read back. Keep them apart from the newsroom's backups.")


@keys.command()
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path, dir_okay=False))
def sheet(file: Path | None) -> None:
    """The recovery sheet: every key, what breaks without it, what to do. FILE becomes a page to print."""
    open_home()
    from django.utils import timezone

    from beetroot.config.sheet import Held, as_html, as_text
    from beetroot.newsroom.models import KeyRecord, Newsroom

    held = [Held(key.pk, key.purpose, key.state, key.made_on) for key in KeyRecord.objects.order_by("-made_on", "id")]
    room, today = Newsroom.current(), timezone.now().date()
    held.append(Held(str(room.install_id), "install", "this newsroom", today))
    if file is None:
        click.echo(as_text(room.name, held, printed=today), nl=False)
        return
    file.write_text(as_html(room.name, held, printed=today), encoding="utf-8")
    click.echo(f"Written to {file.name}. It holds no secret until you write the recovery code on it by hand.")


@keys.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def dns(as_json: bool) -> None:
    """The records to publish so that mail is signed and believed: DKIM, SPF, DMARC."""
    configuration = open_home()
    keyring = open_keyring(configuration, unlock=False)
    from beetroot.config.dns import records

    rows = records(keyring)
    if as_json:
        print_json([{"name": name, "type": "TXT", "value": value} for name, value in rows])
        return
    for name, value in rows:
        click.echo(f"{name}. IN TXT {_quoted(value)}\n")


def _quoted(value: str) -> str:
    """As a zone file has it: strings of at most 255 octets, which receivers join (RFC 7208 3.3, RFC 6376 3.6.2.2)."""
    return " ".join(f'"{value[start : start + 255]}"' for start in range(0, len(value), 255))
