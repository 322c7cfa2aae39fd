"""`beetroot record export`: the public facts as data."""

import click

from beetroot.config.cli.opening import open_home


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
