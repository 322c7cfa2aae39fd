"""`beetroot record export`: the public facts as data."""

from pathlib import Path

import click

from beetroot.config.cli.opening import acting_user, open_home

#: Rows that were not taken and are printed one by one.
_SHOWN = 50


@click.group()
def record() -> None:
    """The record: confirmed, public facts as data."""


@record.command()
@click.option(
    "--format", "form", type=click.Choice(["ftm", "timelinejs", "jsonld", "csv", "annotations"]), required=True
)
@click.option("--situation", "slug", help="Only this situation, by its short name.")
def export(form: str, slug: str | None) -> None:
    """Print the public facts. FtM and JSON-LD: one entity a line."""
    open_home()
    from beetroot.record.rendering import export as lines

    for line in lines(form, slug):
        click.echo(line)


@record.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(["ftm", "timelinejs"]), required=True)
@click.option("--situation", "slug", required=True, help="The situation that takes it, by its short name.")
@click.option("--by", "username", help="Who imports it; the operating system's user when left out.")
def take(file: Path, form: str, slug: str, username: str | None) -> None:
    """Suggest what a FollowTheMoney or TimelineJS file holds. An editor confirms it; until then nobody sees it."""
    home = open_home()
    from beetroot.record.actions import RecordError, import_file
    from beetroot.record.models import Situation
    from beetroot.record.rules.interchange import LARGEST

    by = acting_user(home, username)
    situation = Situation.objects.filter(slug=slug).first()
    if situation is None:
        raise RecordError(f"There is no situation “{slug}”; start it in the desk.")
    if file.stat().st_size > LARGEST:
        raise RecordError(f"The file is larger than {LARGEST // 1_000_000} MB; split it.")
    content = file.read_bytes().decode("utf-8-sig", "replace")
    done = import_file(form=form, content=content, situation=situation, by=by)
    counted = [*sorted(done.counts.items()), ("known", done.known), ("refused", len(done.refused))]
    click.echo(", ".join(f"{number} {kind}" for kind, number in counted if number) or "Nothing in it.")
    for one in done.refused[:_SHOWN]:
        click.echo(f"Row {one}", err=True)
    if len(done.refused) > _SHOWN:
        click.echo(f"… and {len(done.refused) - _SHOWN} more rows.", err=True)
