"""`beetroot subscribers`: what needs the keys happens here, on the worker's command line, never on a screen."""

import sys
from pathlib import Path

import click

from beetroot.config.cli import print_json
from beetroot.config.cli.opening import acting_user, open_home, open_keyring


@click.group()
def subscribers() -> None:
    """Subscribers: import and count, export, find and forget."""


@subscribers.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--newsletter", "slug", required=True, help="The newsletter's short name.")
@click.option("--consent", required=True, help="Where and when these people agreed, in a sentence.")
@click.option("--confirmed", is_flag=True, help="They gave their consent elsewhere, and you can show it.")
@click.option("--column", help="The heading of the address column, if it is not found.")
@click.option("--dry-run", is_flag=True, help="Count and report; change nothing.")
@click.option("--by", metavar="USER", help="The desk user who acts.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_list(
    file: Path,
    slug: str,
    consent: str,
    confirmed: bool,
    column: str | None,
    dry_run: bool,
    by: str | None,
    as_json: bool,
) -> None:
    """Import people who already agreed elsewhere from a CSV FILE. Needs the keys."""
    if not confirmed:
        raise click.UsageError("Only people who already agreed may be imported; say so with --confirmed.")
    configuration = open_home()
    user = acting_user(configuration, by)
    keyring = open_keyring(configuration, unlock=True)
    from dataclasses import asdict

    from beetroot.audience import actions
    from beetroot.audience.rules import survey
    from beetroot.newsroom.actions import newsletter_named

    with file.open("rb") as raw:
        encoding, length = survey(raw)
    with (
        file.open(encoding=encoding, newline="") as lines,
        click.progressbar(length=length, label="Importing", file=sys.stderr) as bar,
    ):
        report = actions.import_csv(
            newsletter=newsletter_named(slug),
            lines=lines,
            consent=consent,
            keyring=keyring,
            by=user,
            column=column,
            dry_run=dry_run,
            progress=lambda rows: bar.update(rows - bar.pos),
        )
    if as_json:
        print_json(asdict(report))
        return
    for name, value in asdict(report).items():
        click.echo(f"  {name:<12}{value if not isinstance(value, tuple) else ', '.join(map(str, value[:20])) or '-'}")


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
