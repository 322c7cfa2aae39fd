"""Stories, people and plain pages made by code: every field is checked as the desk's form would."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.utils.text import slugify

from beetroot.newsroom.actions import audit, require
from beetroot.newsroom.models import Newsletter, User
from beetroot.newsroom.rules import Permission
from beetroot.stories.models import (
    Byline,
    FrontPage,
    PeopleIndexPage,
    PersonPage,
    Region,
    StoryIndexPage,
    StoryPage,
    StorySource,
    TextPage,
    Topic,
)
from beetroot.stories.rendering import latest

_Term = TypeVar("_Term", Region, Topic)
#: A block's kind and its value as Wagtail's body takes it.
Block = tuple[str, Any]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a story is made of. `bylines` are (label, person's page); `sources` have title, publisher, url, note."""

    title: str
    slug: str
    blocks: Sequence[Block]
    kicker: str = ""
    lede: str = ""
    language: str = "en"
    newsletter: Newsletter | None = None
    region: str = ""
    topics: Sequence[str] = ()
    bylines: Sequence[tuple[str, PersonPage]] = ()
    sources: Sequence[Mapping[str, str]] = ()
    published_on: date | None = None
    also: Mapping[str, Any] = field(default_factory=dict)
    """Any other column of StoryPage."""


@transaction.atomic
def write_story(*, draft: Draft, by: User) -> StoryPage:
    """A draft under the stories. Raises NotAllowed, and ValidationError naming each wrong field."""
    require(by=by, permission=Permission.WRITE_STORY)
    story = StoryPage(
        title=draft.title,
        slug=draft.slug,
        kicker=draft.kicker,
        lede=draft.lede,
        body=list(draft.blocks),
        language=draft.language,
        newsletter=draft.newsletter,
        region=_term(Region, draft.region) if draft.region else None,
        published_on=draft.published_on,
        live=False,
        owner=by,
        **draft.also,
    )
    story.bylines = [Byline(label=label, person=person) for label, person in draft.bylines]
    story.sources = [StorySource(**source) for source in draft.sources]
    story.topics = [_term(Topic, name) for name in draft.topics]
    StoryIndexPage.objects.get().add_child(instance=story)
    story.save_revision(user=by, changed=False)
    audit(by=by, verb="story written", about=story)
    return StoryPage.objects.get(pk=story.pk)


@transaction.atomic
def add_person(*, by: User, name: str, slug: str = "", pseudonym: bool = False, bio: str = "") -> PersonPage:
    """A public page of somebody who writes. Raises NotAllowed and ValidationError."""
    require(by=by, permission=Permission.PUBLISH_STORY)
    page = PersonPage(title=name, slug=slug or slugify(name, allow_unicode=True), pseudonym=pseudonym, bio=bio)
    PeopleIndexPage.objects.get().add_child(instance=page)
    page.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    audit(by=by, verb="person added", about=page)
    return PersonPage.objects.get(pk=page.pk)


@transaction.atomic
def write_page(*, by: User, title: str, slug: str, blocks: Sequence[Block], lede: str = "") -> TextPage:
    """A public page about the newsroom itself, below the front page. Raises NotAllowed and ValidationError."""
    require(by=by, permission=Permission.PUBLISH_STORY)
    page = TextPage(title=title, slug=slug, lede=lede, body=list(blocks), show_in_menus=True)
    FrontPage.objects.get().add_child(instance=page)
    page.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    audit(by=by, verb="page written", about=page)
    return TextPage.objects.get(pk=page.pk)


def _term(model: type[_Term], name: str) -> _Term:
    term, _created = model._default_manager.get_or_create(
        name=name, defaults={"slug": slugify(name, allow_unicode=True)}
    )
    return term


@transaction.atomic
def append_block(*, story: StoryPage, block: Block, by: User) -> StoryPage:
    """Adds a block to the end of the latest draft and saves it as a draft. Raises NotAllowed."""
    require(by=by, permission=Permission.WRITE_STORY)
    draft = latest(story)
    draft.body.append(block)
    draft.save_revision(user=by)
    audit(by=by, verb="story changed", about=story, added=block[0])
    return draft
