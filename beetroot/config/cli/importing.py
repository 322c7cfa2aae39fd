"""`beetroot subscribers import`: lists of other systems, as CSV in any dialect or a ZIP of such."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import click

from beetroot.config.cli import print_json
from beetroot.config.cli.opening import acting_user, open_home, open_keyring

if TYPE_CHECKING:
    from beetroot.audience.actions import ImportReport

_Open = Callable[[], AbstractContextManager[BinaryIO]]


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--newsletter", "slug", required=True, help="The newsletter's short name.")
@click.option("--consent", required=True, help="Where and when these people agreed, in a sentence.")
@click.option("--confirmed", is_flag=True, help="They gave their consent elsewhere, and you can show it.")
@click.option("--column", help="The heading of the address column, if it is not found.")
@click.option("--language-column", help="The heading of a column with en, ru, be or uk.")
@click.option("--joined-column", help="The heading of a column with the day they joined, as 2024-05-01.")
@click.option("--language", default="", help="The language of all, if it is not the newsletter's.")
@click.option("--encoding", default="", help="How the file is written, if it is not recognised, as cp1250.")
@click.option("--take-roles", is_flag=True, help="Take addresses of offices, as info@, which are left out otherwise.")
@click.option("--dry-run", is_flag=True, help="Count and report; change nothing.")
@click.option("--by", metavar="USER", help="The desk user who acts.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_list(
    file: Path, slug: str, confirmed: bool, by: str | None, as_json: bool, encoding: str, **order: Any
) -> None:
    """Import people who already agreed elsewhere from FILE: CSV of any kind, or the exports of listmonk, Ghost,
    Mailchimp and Substack (also their ZIP), Buttondown, MailerLite, beehiiv, Mailman and others. Needs the keys.
    Broken off, run it again: it goes on.

    Whoever left there is kept out here, too.
    """
    if not confirmed:
        raise click.UsageError("Only people who already agreed may be imported; say so with --confirmed.")
    configuration = open_home()
    user = acting_user(configuration, by)
    keyring = open_keyring(configuration, unlock=True)
    from beetroot.newsroom.actions import newsletter_named

    columns = {name: heading for name in ("joined", "language") if (heading := order.pop(f"{name}_column"))}
    order |= {"newsletter": newsletter_named(slug), "keyring": keyring, "by": user, "columns": columns}
    tables = list(_tables(file))
    reports = [
        (name, report)
        for name, opening in tables
        if (report := _import(name, opening, encoding, order, one_of_many=len(tables) > 1)) is not None
    ]
    if as_json:
        told = [{"file": name, **asdict(report)} for name, report in reports]
        print_json(asdict(reports[0][1]) if len(tables) == 1 else {"files": told})
        return
    for name, report in reports:
        _print(name if len(reports) > 1 else "", report)


def _tables(file: Path) -> Iterator[tuple[str, _Open]]:
    from functools import partial

    from beetroot.audience.rules import archives

    if not archives.is_archive(file):
        yield file.name, cast(_Open, partial(file.open, "rb"))
        return
    for name in archives.tables_in(file):
        yield name, cast(_Open, partial(archives.opened, file, name))


def _import(
    name: str, opening: _Open, encoding: str, order: dict[str, Any], *, one_of_many: bool
) -> "ImportReport | None":
    """None for a table of an archive in which there are no addresses."""
    from beetroot.audience.rules.columns import UnknownColumn
    from beetroot.audience.rules.sources import Standing, standing_of_file
    from beetroot.audience.rules.tables import survey

    order = order | {"standing": standing_of_file(name)}
    if order["standing"] != Standing.READER:
        click.echo(f"{name}: by its name nobody in it is a reader; give it another name if some are.", err=True)
    with opening() as raw:
        found = survey(raw)
    written = encoding or found.encoding
    try:
        return _run(opening, written, found.lines, found.digest, order)
    except UnknownColumn as unknown:
        if one_of_many and not unknown.several:
            click.echo(f"{name}: no column of addresses; left out.", err=True)
            return None
        if not sys.stdin.isatty() or not unknown.headings:
            raise
        click.echo(str(unknown).partition(";")[0] + ". The file's headings:", err=True)
        for number, heading in enumerate(unknown.headings, start=1):
            click.echo(f"  {number:>3}  {heading}", err=True)
        chosen = click.prompt(
            "Which number holds the addresses", type=click.IntRange(1, len(unknown.headings)), err=True
        )
        return _run(opening, written, found.lines, found.digest, order | {"column": unknown.headings[chosen - 1]})


def _run(opening: _Open, encoding: str, length: int, digest: bytes, order: dict[str, Any]) -> "ImportReport":
    from beetroot.audience.actions import import_csv

    bar = click.progressbar(length=length, label="Importing", file=sys.stderr)
    try:
        with opening() as raw, TextIOWrapper(raw, encoding=encoding, errors="replace", newline="") as lines, bar:
            return import_csv(
                lines=lines, file_digest=digest, progress=lambda rows: bar.update(rows - bar.pos), **order
            )
    except LookupError:
        raise click.UsageError(f"There is no encoding {encoding!r}; try cp1250, cp1251, koi8-r or utf-8.") from None


def _print(name: str, report: "ImportReport") -> None:
    if name:
        click.echo(f"{name}:")
    for label, value in asdict(report).items():
        shown = value if not isinstance(value, tuple) else ", ".join(map(str, value[:20])) or "-"
        more = f" and {len(value) - 20:,} more (--json lists them)" if isinstance(value, tuple) and value[20:] else ""
        click.echo(f"  {label:<24}{shown}{more}")
