"""`beetroot feedback`: mail that comes back is read, taken in, counted."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from beetroot.config.cli import print_json
from beetroot.config.cli.opening import open_home
from beetroot.config.home import ROLE


@click.group()
def feedback() -> None:
    """Bounces, complaints, leaving by mail, and people's answers."""


@feedback.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def read(file: Path, as_json: bool) -> None:
    """Say what one mail (FILE; - for standard input) is. Needs no newsroom and changes nothing.

    It prints the address that bounced: on your own terminal only.
    """
    from beetroot.lib.errors import BeetrootError
    from beetroot.mail import inbound
    from beetroot.mail.refusals import Reason

    try:
        raw = sys.stdin.buffer.read(inbound.MAX_BYTES + 1) if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise BeetrootError(f"{file.name} cannot be opened: {error.strerror}.") from error
    found = inbound.read(raw)
    said: dict[str, Any] = {
        "kind": found.kind,
        "reason": found.reason,
        "dead": found.reason is Reason.DEAD and not found.delayed,
        "delayed": found.delayed,
        "status": found.status or None,
        "code": found.code,
        "recipients": list(found.recipients),
    }
    if as_json:
        print_json(said)
        return
    for name, value in said.items():
        words = (
            ", ".join(value)
            if isinstance(value, list)
            else {True: "yes", False: "no", None: "not said"}.get(value, value)
        )
        click.echo(f"{name:<12}{words or '–'}")


@feedback.command()
@click.option(
    "--lmtp",
    "place",
    default="127.0.0.1:2425",
    show_default=True,
    metavar="PLACE",
    help="HOST:PORT on this machine, or the full path of a socket.",
)
def serve(place: str) -> None:
    """Take mail that comes back from the local mail server by LMTP, until SIGTERM. Needs no key."""
    os.environ[ROLE] = "keyless"
    open_home()
    from beetroot.feedback.tasks import serving
    from beetroot.lib import hardening

    hardening.forbid_core_dumps()
    where = serving.Place.parse(place)

    def ready(port: int) -> None:
        click.echo(f"Taking mail at {where.path or f'{where.host}:{port}'}.")

    serving.run(where, ready=ready)


@feedback.command()
@click.option("--maildir", type=click.Path(path_type=Path, file_okay=False), help="A Maildir on this machine.")
@click.option("--imap", metavar="URL", help="A mailbox elsewhere: imaps://user@host/INBOX.")
@click.option("--password-file", type=click.Path(path_type=Path, dir_okay=False), help="The mailbox's password.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def poll(maildir: Path | None, imap: str | None, password_file: Path | None, as_json: bool) -> None:
    """Fetch mail that came back, once; what was taken is removed there. For a timer. Needs no key."""
    if (maildir is None) == (imap is None):
        raise click.UsageError("Give one of --maildir and --imap.")
    os.environ[ROLE] = "keyless"
    open_home()
    from beetroot.feedback.tasks import polling
    from beetroot.lib import hardening

    hardening.forbid_core_dumps()
    if maildir is not None:
        polled = polling.maildir(maildir)
    else:
        polled = polling.imap(str(imap), password=polling.password_from(password_file))
    if as_json:
        print_json(vars(polled))
        return
    click.echo(f"Taken: {polled.taken}." + (f" Too large, left there: {polled.left}." if polled.left else ""))


@feedback.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def count(as_json: bool) -> None:
    """How many mails of each kind came, by day."""
    open_home()
    from beetroot.feedback.models import DayTally, Report

    rows = [
        {"day": row.day.isoformat(), "kind": row.kind, "number": row.number}
        for row in DayTally.objects.order_by("-day", "kind")[:200]
    ]
    waiting = Report.objects.count()
    if as_json:
        print_json({"waiting": waiting, "days": rows})
        return
    for row in rows:
        click.echo(f"{row['day']}  {row['kind']:<12}{row['number']:>8,}")
    click.echo(f"{waiting} wait for the keyed worker.", err=True)
