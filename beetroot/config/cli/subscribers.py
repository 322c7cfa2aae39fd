"""`beetroot subscribers`: what needs the keys happens here, on the worker's command line, never on a screen."""

import os
import sys
from pathlib import Path

import click

from beetroot.config.cli import print_json
from beetroot.config.cli.importing import import_list
from beetroot.config.cli.opening import acting_user, open_home, open_keyring
from beetroot.config.home import ConfigurationError

_LONGEST_HEAD = 65_536


@click.group()
def subscribers() -> None:
    """Subscribers: import and count, export, find and forget."""


subscribers.add_command(import_list)


@subscribers.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def count(as_json: bool) -> None:
    """How many readers each newsletter has, by state."""
    open_home()
    from beetroot.audience.actions import counts

    rows = counts()
    if as_json:
        print_json(rows)
        return
    click.echo(f"{'newsletter':<24}{'confirmed':>12}{'pending':>10}{'left':>8}{'suppressed':>12}")
    for row in rows:
        click.echo(
            f"{row['newsletter']:<24}{row['confirmed']:>12,}{row['pending']:>10,}"
            f"{row['left']:>8,}{row['suppressed']:>12,}"
        )


@subscribers.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--newsletter", "slug", required=True, help="The newsletter's short name.")
@click.option("--plain", is_flag=True, help="Yes, write every address in the clear.")
@click.option("--by", metavar="USER", help="The desk user who acts.")
def export(file: Path, slug: str, plain: bool, by: str | None) -> None:
    """Write every confirmed reader to FILE (- for standard output) as CSV. Needs the keys."""
    if not plain:
        raise click.UsageError("The file will hold every reader's address in the clear; say so with --plain.")
    configuration = open_home()
    user = acting_user(configuration, by)
    from beetroot.audience import actions
    from beetroot.newsroom.actions import newsletter_named

    newsletter = newsletter_named(slug)
    keyring = open_keyring(configuration, unlock=True)
    lines = actions.export_csv(newsletter=newsletter, keyring=keyring, by=user)
    if str(file) == "-":
        for line in lines:
            click.echo(line, nl=False)
        return
    try:
        target = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise ConfigurationError(f"{file.name} cannot be made: {error.strerror}. Name a new file.") from error
    with os.fdopen(target, "w", encoding="utf-8", newline="") as out:
        written = sum(1 for line in lines if out.write(line))
    click.echo(f"{written - 1} readers written to {file.name}. Keep it sealed, and remove it when it has served.")


@subscribers.command()
@click.option("--by", metavar="USER", help="The desk user who acts.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def find(by: str | None, as_json: bool) -> None:
    """Show what is stored about one reader; the address is read from standard input. Needs the keys."""
    configuration = open_home()
    user = acting_user(configuration, by)
    keyring = open_keyring(configuration, unlock=True)
    from beetroot.audience.actions import find as found

    rows = found(address=_address(), keyring=keyring, by=user)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo("  ".join(f"{name}: {value}" for name, value in row.items()))
    click.echo(f"{len(rows)} entries.", err=True)


@subscribers.command()
@click.option("--by", metavar="USER", help="The desk user who acts.")
def forget(by: str | None) -> None:
    """Erase all that is stored about one reader; the address is read from standard input. Needs the keys.

    Only a keyed hash stays, so that no import brings the reader back. Backups made before still hold the record.
    """
    configuration = open_home()
    user = acting_user(configuration, by)
    keyring = open_keyring(configuration, unlock=True)
    from beetroot.audience import actions

    gone = actions.forget(address=_address(), keyring=keyring, by=user)
    click.echo(f"Erased: {gone} entries. The address will not be taken in again by an import.")


@subscribers.command("leave-by-mail")
def leave_by_mail() -> None:
    """Read one mail to the leave@ address from standard input, as Postfix pipes it, and leave for its sender.

    Needs no key: the subject's token is noted and the worker judges it. Always ends well, so that no bounce is sent.
    """
    open_home()
    from email.parser import BytesHeaderParser
    from email.policy import default

    from beetroot.audience.actions import ask_to_leave
    from beetroot.audience.rules import leave_tokens_in

    head = BytesHeaderParser(policy=default).parsebytes(sys.stdin.buffer.read(_LONGEST_HEAD))
    for token in leave_tokens_in(str(head.get("Subject", ""))):
        ask_to_leave(token=token)


def _address() -> str:
    """One address from standard input: it must not stand in the shell's history or the list of processes."""
    if sys.stdin.isatty():
        return str(click.prompt("The reader's address", err=True))
    return sys.stdin.readline().strip()
