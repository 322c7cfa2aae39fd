"""A text or page becomes a draft. What was given is kept as it came, a refused one too."""

import hashlib
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import PurePath
from typing import Any, Literal

from django.db import transaction
from django.utils.text import slugify

from beetroot.newsroom.actions import audit, require
from beetroot.newsroom.models import Newsletter, User
from beetroot.newsroom.rules import Permission
from beetroot.reading import ReadingError, read
from beetroot.stories.models import Byline, Original, PersonPage, StoryIndexPage, StoryPage
from beetroot.stories.rules import Part, StoriesError, parts_of

#: Bytes. A saved page with its scripts stays below it; photos are uploaded apart.
MOST_BYTES = 12_000_000
LONGEST_TITLE = 255
_KINDS: dict[str, Literal["html", "markdown"]] = {
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".markdown": "markdown",
}


class ImportTooLarge(StoriesError):
    """The file is larger than any story; give the story's own text or page."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an import: a draft, or a refusal in words for the person; the original is kept in both cases.

    `duplicate` is True when these bytes had been imported before and their story, which is given, still stands.
    """

    story: StoryPage | None
    original: Original
    reading: dict[str, Any] | None
    refusal: str | None
    duplicate: bool = False


def import_story(
    *,
    by: User,
    source: bytes | str,
    filename: str = "",
    newsletter: Newsletter | None = None,
    published: str | None = None,
) -> Imported:
    """Reads the source and makes a draft of it. `published` is an EDTF date that the page itself may not state.

    Raises NotAllowed, ImportTooLarge, and StoriesError when the site has not been set up.
    """
    require(by=by, permission=Permission.WRITE_STORY)
    raw = source.encode() if isinstance(source, str) else source
    if len(raw) > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        raise ImportTooLarge(f"The file is larger than {most} MB. Give the story's own text or page.")
    original = _original(raw, filename=filename, by=by)
    if earlier := _imported_before(original.sha256):
        return Imported(earlier.story, earlier, earlier.reading, None, duplicate=True)
    try:
        markup = _KINDS.get(PurePath(original.filename).suffix.lower())
        reading = read(source, published=published, kind=markup).as_dict()
    except ReadingError as error:
        return _refused(original, reason=str(error))
    return _drafted(original, reading=reading, newsletter=newsletter)


def _original(raw: bytes, *, filename: str, by: User) -> Original:
    name = PurePath(filename.replace("\\", "/")).name[:200]
    return Original(
        source=raw,
        filename=name,
        kind=_KINDS.get(PurePath(name).suffix.lower(), "text"),
        sha256=hashlib.sha256(raw).hexdigest(),
        by=by,
    )


def _imported_before(sha256: str) -> Original | None:
    return Original.objects.filter(sha256=sha256, story__isnull=False).select_related("story").first()


@transaction.atomic
def _refused(original: Original, *, reason: str) -> Imported:
    original.state, original.reason = Original.State.REFUSED, reason or "This is not a story."
    original.save()
    audit(by=original.by, verb="import refused", about=original)
    return Imported(None, original, None, original.reason)


@transaction.atomic
def _drafted(original: Original, *, reading: dict[str, Any], newsletter: Newsletter | None) -> Imported:
    index = StoryIndexPage.objects.first()
    if index is None:
        raise StoriesError("There is no page to put stories under. Run `beetroot init` first.")
    story = index.add_child(instance=_draft(reading, newsletter=newsletter, by=original.by))
    story.save_revision(user=original.by, changed=False)
    original.state, original.reading, original.story = Original.State.IMPORTED, reading, story
    original.save()
    audit(by=original.by, verb="story imported", about=story)
    return Imported(StoryPage.objects.get(pk=story.pk), original, reading, None)


def _draft(reading: dict[str, Any], *, newsletter: Newsletter | None, by: User | None) -> StoryPage:
    first = reading["first_appeared_in"] or {}
    headline = " ".join(reading["headline"].split())
    # A title that no headline can hold is shortened there, and stands whole before the text.
    opening = [("paragraph", _rich(headline))] if len(headline) > LONGEST_TITLE else []
    story = StoryPage(
        title=headline[:LONGEST_TITLE],
        draft_title=headline[:LONGEST_TITLE],
        slug=_free_slug(headline),
        kicker=_cut("kicker", reading["kicker"]),
        lede=_cut("lede", reading["lede"]),
        language=_cut("language", reading["language"] or "en"),
        publication=_cut("publication", reading["publication"]),
        newsletter=newsletter or _named_newsletter(reading),
        published_on=_day(reading["published"]),
        first_published_in_newsletter=_cut("first_published_in_newsletter", first.get("newsletter")),
        first_published_in_publisher=_cut("first_published_in_publisher", first.get("publisher")),
        first_published_in_coverage=_cut("first_published_in_coverage", first.get("coverage")),
        body=opening + [_block(part) for part in parts_of(reading)],
        live=False,
        owner=by,
    )
    story.bylines = [
        _byline(name, order=order, written_for=reading["written_for"]) for order, name in enumerate(reading["byline"])
    ]
    return story


def _cut(field: str, value: str | None) -> str:
    return " ".join((value or "").split())[: StoryPage._meta.get_field(field).max_length]


def _free_slug(headline: str) -> str:
    """Letters of every script stay (Wagtail allows them in addresses); a number is added where one is taken."""
    wish = slugify(headline, allow_unicode=True)[:200].strip("-") or "story"
    taken = set(StoryPage.objects.filter(slug__startswith=wish).values_list("slug", flat=True))
    numbered = (f"{wish}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wish, *numbered) if slug not in taken)


def _named_newsletter(reading: dict[str, Any]) -> Newsletter | None:
    """Our own newsletter when the page says it was written for it."""
    named = {reading["written_for"], (reading["first_appeared_in"] or {}).get("newsletter")} - {None}
    return Newsletter.objects.filter(name__in=named).first()


def _day(published: str | None) -> date | None:
    """A sure and whole day only: a guessed one is the editor's to set."""
    try:
        return date.fromisoformat(published or "")
    except ValueError:
        return None


def _byline(name: str, *, order: int, written_for: str | None) -> Byline:
    person = PersonPage.objects.filter(title__iexact=name.strip()).first()
    printed = "" if person else name.strip()[:120]
    return Byline(person=person, name=printed, written_for=(written_for or "")[:120], sort_order=order)


def _block(part: Part) -> tuple[str, Any]:
    """A part as Wagtail's body takes it. What was pasted is text: nothing of it may be read as markup."""
    if part.kind == "paragraph":
        return "paragraph", _rich(part.value["text"])
    if part.kind == "list":
        return "list", {"ordered": part.value["ordered"], "items": [_rich(item) for item in part.value["items"]]}
    if part.kind == "heading":
        return "heading", " ".join(part.value["text"].split())
    return part.kind, dict(part.value)


def _rich(words: str) -> str:
    return "<p>" + "<br/>".join(escape(line.strip(), quote=False) for line in words.splitlines()) + "</p>"
