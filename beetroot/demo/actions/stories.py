"""Stories with their pictures and people: the reporter writes, the editor publishes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.utils import timezone

from beetroot.demo import drawings
from beetroot.demo.actions.staff import Staff
from beetroot.demo.content import StoryText, newsroom, pictures
from beetroot.demo.content import stories as texts
from beetroot.newsroom.models import Newsletter
from beetroot.stories.actions import Block, Draft, add_person, add_photo, publish_story, write_story
from beetroot.stories.models import PersonPage, Photo, StoryPage

_CREDIT: Final = "Drawing: The Ferry"


@dataclass(frozen=True)
class _Library:
    """What stories are put together from."""

    photos: Mapping[str, Photo]
    people: Mapping[str, PersonPage]
    newsletter: Newsletter


def write_stories(*, newsletter: Newsletter, staff: Staff) -> dict[str, StoryPage]:
    """Every story of the example, published; those that exist are left as they are."""
    known = {story.slug: story for story in StoryPage.objects.filter(slug__in=texts())}
    missing = [text for text in texts().values() if text.slug not in known]
    people = {person["slug"]: _person(person, staff) for person in newsroom()["people"]}
    photos = {name: _photo(name, staff) for text in missing for name in sorted(text.pictures)}
    library = _Library(photos, people, newsletter)
    written = {text.slug: _published(text, library, staff) for text in missing}
    return {slug: (known | written)[slug] for slug in texts()}


def on_day(weeks_ago: int) -> date:
    """The day of an issue: whole weeks back from the day on which the example is made."""
    return timezone.now().date() - timedelta(weeks=weeks_ago)


def _person(fields: Mapping[str, Any], staff: Staff) -> PersonPage:
    return PersonPage.objects.filter(slug=fields["slug"]).first() or add_person(by=staff.editor, **fields)


def _photo(name: str, staff: Staff) -> Photo:
    words = pictures()[name]
    return Photo.objects.filter(title=words["title"], credit=_CREDIT).first() or add_photo(
        by=staff.reporter,
        content=drawings.draw(name),
        filename=f"{name}.jpg",
        title=words["title"],
        caption=words["caption"],
        alt=words["alt"],
        credit=_CREDIT,
    )


def _published(text: StoryText, library: _Library, staff: Staff) -> StoryPage:
    draft = Draft(
        title=text.title,
        slug=text.slug,
        kicker=text.kicker,
        lede=text.lede,
        region=text.region,
        topics=text.topics,
        bylines=[(line["label"], library.people[line["person"]]) for line in text.bylines],
        sources=text.sources,
        blocks=[_block(block, library.photos) for block in text.blocks],
        newsletter=library.newsletter,
        published_on=on_day(text.weeks_ago),
    )
    return publish_story(story=write_story(draft=draft, by=staff.reporter), by=staff.editor)


def _block(block: Mapping[str, Any], photos: Mapping[str, Photo]) -> Block:
    return block["type"], _VALUES[block["type"]](block, photos)


def _rich(html: str) -> str:
    return f"<p>{html}</p>"


def _table(block: Mapping[str, Any], _photos: Mapping[str, Photo]) -> dict[str, Any]:
    rows = [block["header"], *block["rows"]]
    return {"caption": block["caption"], "has_header": True, "cells": "\n".join("\t".join(row) for row in rows)}


def _list(block: Mapping[str, Any], _photos: Mapping[str, Photo]) -> dict[str, Any]:
    return {"ordered": block["ordered"], "items": [_rich(item) for item in block["items"]]}


def _photo_group(block: Mapping[str, Any], photos: Mapping[str, Photo]) -> dict[str, Any]:
    return {"caption": block["caption"], "photos": [photos[name] for name in block["photos"]]}


def _embed(block: Mapping[str, Any], photos: Mapping[str, Photo]) -> dict[str, Any]:
    words = {name: block[name] for name in ("title", "provider", "url", "transcript")}
    return {**words, "poster": photos[block["poster"]]}


#: How each kind of block in our files becomes what Wagtail's body takes.
_VALUES: Final[Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Photo]], Any]]] = {
    "paragraph": lambda block, _photos: _rich(block["html"]),
    "note": lambda block, _photos: _rich(block["html"]),
    "heading": lambda block, _photos: block["text"],
    "pull_quote": lambda block, _photos: {"text": block["text"], "speaker": block["speaker"]},
    "photo": lambda block, photos: {"photo": photos[block["photo"]], "caption": ""},
    "photo_group": _photo_group,
    "list": _list,
    "table": _table,
    "embed": _embed,
}
