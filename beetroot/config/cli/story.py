"""`beetroot story import`: drafts from text, HTML, Markdown or Word."""

from pathlib import Path

import click

from beetroot.config.cli import print_json
from beetroot.config.cli.opening import acting_user, open_home
from beetroot.lib.errors import NeedsDecision


@click.group()
def story() -> None:
    """Stories: import drafts."""


@story.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--newsletter", "slug", help="The newsletter it was written for, by its short name.")
@click.option("--published", metavar="DATE", help="The day it was published, as 2022-11-04, if you know it.")
@click.option("--situation", "situation_slug", help="Suggest its facts to this situation.")
@click.option("--by", metavar="USER", help="The desk user who acts.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_stories(
    files: tuple[Path, ...],
    slug: str | None,
    published: str | None,
    situation_slug: str | None,
    by: str | None,
    as_json: bool,
) -> None:
    """Make a draft of every FILE, with suggested facts. A file that is no story is refused, and kept."""
    configuration = open_home()
    user = acting_user(configuration, by)
    from beetroot.newsroom.actions import newsletter_named
    from beetroot.record.actions import suggest
    from beetroot.record.models import Situation
    from beetroot.stories.actions import import_story

    newsletter = newsletter_named(slug) if slug else None
    situation = Situation.objects.filter(slug=situation_slug).first() if situation_slug else None
    if situation_slug and situation is None:
        known = ", ".join(Situation.objects.values_list("slug", flat=True)) or "none yet"
        raise NeedsDecision(f"There is no situation {situation_slug!r}; there is: {known}.")
    results: list[dict[str, object]] = []
    for file in files:
        imported = import_story(
            by=user, source=file.read_bytes(), filename=file.name, newsletter=newsletter, published=published
        )
        result: dict[str, object] = {"file": file.name, "story": None, "headline": None, "refusal": imported.refusal}
        if imported.story is not None and imported.reading is not None:
            suggest(story=imported.story, reading=imported.reading, situation=situation, by=user)
            result |= {"story": imported.story.pk, "headline": imported.story.title}
        results.append(result)
        if not as_json:
            click.echo(f"{file.name}: {imported.refusal or 'draft {story}, {headline}'.format(**result)}")
    if as_json:
        print_json(results)
    if any(result["refusal"] for result in results):
        raise click.exceptions.Exit(1)
