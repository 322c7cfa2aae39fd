"""`beetroot subscribers`: what needs the keys happens here, on the worker's command line, never on a screen."""

import sys

import click

from beetroot.config.cli import print_json
from beetroot.config.cli.exporting import export, open_export
from beetroot.config.cli.importing import import_list
from beetroot.config.cli.opening import acting_user, open_home, open_keyring

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


subscribers.add_command(export)
subscribers.add_command(open_export)


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
