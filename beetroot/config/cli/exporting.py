"""`beetroot subscribers export`: sealed to a reading code, or in the clear when that is said; and opening it again."""

import base64
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from beetroot.config.cli.opening import acting_user, open_home, open_keyring
from beetroot.config.home import ConfigurationError

_LINES_A_BLOCK = 200


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--newsletter", "slug", required=True, help="The newsletter's short name.")
@click.option("--sealed", is_flag=True, help="Seal the file to a new code, which is shown once for your paper.")
@click.option("--plain", is_flag=True, help="Write every address in the clear.")
@click.option("--by", metavar="USER", help="The desk user who acts.")
def export(file: Path, slug: str, sealed: bool, plain: bool, by: str | None) -> None:
    """Write every confirmed reader to FILE (- for standard output) as CSV that no spreadsheet runs. Needs the keys."""
    if sealed == plain:
        raise click.UsageError("Say --sealed, or --plain for a file that holds every reader's address in the clear.")
    configuration = open_home()
    user = acting_user(configuration, by)
    from beetroot.audience import actions
    from beetroot.newsroom.actions import newsletter_named

    newsletter = newsletter_named(slug)
    keyring = open_keyring(configuration, unlock=True)
    lines = actions.export_csv(newsletter=newsletter, keyring=keyring, by=user)
    with _target(file) as out:
        code = _write_sealed(lines, out) if sealed else _write(lines, out)
    if str(file) != "-" and plain:
        click.echo(f"Written to {file.name}, in the clear. Keep it sealed, and remove it when it has served.")
    if code:
        click.echo("Write this code down; without it nobody opens the file: beetroot subscribers open-export", err=True)
        click.echo(f"\n    {code[:34]}\n    {code[35:]}\n", err=True)


@click.command("open-export")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def open_export(file: Path) -> None:
    """Print a sealed export as CSV; its code is read from standard input. Needs no newsroom."""
    from beetroot.lib.recovery import box_of
    from beetroot.lib.sealing import SealBroken

    code = click.prompt("Code of the export", err=True) if sys.stdin.isatty() else sys.stdin.readline()
    box = box_of(code, key_id="export")
    try:
        with file.open(encoding="ascii") as blocks:
            for block in blocks:
                click.echo(box.open(base64.b64decode(block.strip(), validate=True)).decode(), nl=False)
    except (SealBroken, ValueError):
        raise ConfigurationError("This file is no sealed export, is damaged, or was sealed to another code.") from None


def _write(lines: Iterable[str], out: TextIO) -> str:
    out.writelines(lines)
    return ""


def _write_sealed(lines: Iterable[str], out: TextIO) -> str:
    from itertools import islice

    from beetroot.lib.recovery import new_code, public_of
    from beetroot.lib.sealing import seal

    code = new_code()
    public, rest = public_of(code), iter(lines)
    while block := "".join(islice(rest, _LINES_A_BLOCK)):
        out.write(base64.b64encode(seal(public, block.encode())).decode("ascii") + "\n")
    return code


@contextmanager
def _target(file: Path) -> Iterator[TextIO]:
    if str(file) == "-":
        yield sys.stdout
        return
    try:
        target = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise ConfigurationError(f"{file.name} cannot be made: {error.strerror}. Name a new file.") from error
    with os.fdopen(target, "w", encoding="utf-8", newline="") as out:
        yield out
