"""Facts that somebody writes by hand: confirmed at once, because the writer is the one who knows.

Each `add_…` takes `by=` and `situation=`, the columns of its table as keywords, `sources=` it rests on, and
`story=` with `quote=`, words of that story it stands on.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from beetroot.newsroom.actions import require
from beetroot.newsroom.models import User
from beetroot.newsroom.rules import Permission
from beetroot.record.actions import writing
from beetroot.record.actions.actors import new_actor
from beetroot.record.models import (
    Actor,
    Agreement,
    AgreementStatus,
    Claim,
    ClaimLink,
    Event,
    EventLink,
    Fact,
    Figure,
    Participant,
    Relation,
    Revision,
    Situation,
    Source,
    Statement,
)
from beetroot.record.rendering import story_text
from beetroot.record.rules import anchors as places
from beetroot.record.rules.errors import NotInStory, WrongField
from beetroot.record.rules.vocabulary import Part, Reason, Review
from beetroot.stories import actions as stories_actions
from beetroot.stories import rendering as stories
from beetroot.stories.models import StoryPage

F = TypeVar("F", bound=Fact)


@transaction.atomic
def start_situation(*, by: User, title: str, slug: str = "", **fields: Any) -> Situation:
    """A new situation; without a slug one is made of the title; its language is the newsroom's. Raises WrongField."""
    require(by=by, permission=Permission.CONFIRM_FACT)
    fields.setdefault("language", Situation.usual_language())
    situation = Situation(title=title, slug=slug or _free_slug(title), **fields)
    _check(situation)
    situation.save()
    Revision.objects.create(entity="situation", entity_id=situation.pk, new=writing.snapshot(situation), by=by)
    writing.log(by=by, verb="situation started", fact=situation)
    return situation


@transaction.atomic
def change_situation(
    *, situation: Situation, by: User, reason: str = Reason.NEW, seen: int | None = None, **fields: Any
) -> Situation:
    """Changes a situation's own words and settings.

    `seen` is the revision that a form was made from, as `confirm` has it. Raises EditedMeanwhile, WrongField.
    """
    require(by=by, permission=Permission.CONFIRM_FACT)
    situation.refresh_from_db(from_queryset=Situation.objects.select_for_update())
    before = writing.snapshot(situation)
    if seen is not None:
        fields = writing.merged(situation, fields, seen)
    for name, value in fields.items():
        setattr(situation, name, value)
    _check(situation)
    situation.save()
    writing.tell(situation, before, writing.snapshot(situation), by=by, reason=reason)
    writing.log(by=by, verb="situation changed", fact=situation, fields=", ".join(sorted(fields)))
    return situation


def _check(situation: Situation) -> None:
    try:
        situation.full_clean()
    except ValidationError as error:
        said = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
        raise WrongField(f"The situation cannot be kept so. {said}") from error


def _free_slug(title: str) -> str:
    stem = slugify(title)[:60] or "situation"
    taken = set(Situation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(slug for slug in numbered if slug not in taken)


@transaction.atomic
def add_source(*, by: User, situations: Iterable[Situation] = (), **fields: Any) -> Source:
    """A source; `private=True` keeps it in the desk."""
    source = Source(**fields)
    return add_to(source, by=by, fill=lambda: source.situations.set(situations))


@transaction.atomic
def add_actor(
    *, by: User, name: str, schema: str = "Person", aliases: Iterable[str] = (), situation: Situation | None = None,
    role: str = "", **fields: Any,
) -> Actor:  # fmt: skip
    """An actor under its main name and others, in a situation as `role`."""
    require(by=by, permission=Permission.CONFIRM_FACT)
    actor = new_actor(name, schema, by=by, names=aliases, situation=situation, role=role, **_confirmed(by), **fields)
    writing.log(by=by, verb="fact added", fact=actor)
    return actor


@transaction.atomic
def add_relation(*, by: User, situation: Situation | None, **fields: Any) -> Relation:
    """What ties two actors; `exchange` with `in_return_for` puts it among what was given and got."""
    return situated(Relation, by=by, situation=situation, **fields)


@transaction.atomic
def add_statement(*, by: User, situation: Situation | None, **fields: Any) -> Statement:
    """Something that somebody said."""
    return situated(Statement, by=by, situation=situation, **fields)


@transaction.atomic
def add_claim(*, by: User, situation: Situation | None, **fields: Any) -> Claim:
    """A proposition in neutral words."""
    return situated(Claim, by=by, situation=situation, **fields)


@transaction.atomic
def add_claim_link(*, by: User, situation: Situation | None, **fields: Any) -> ClaimLink:
    """That a statement, event, figure or source does `link` to a claim or `to_statement`."""
    return situated(ClaimLink, by=by, situation=situation, **fields)


@transaction.atomic
def add_event(
    *, by: User, situation: Situation | None, participants: Iterable[Actor | tuple[Actor, str]] = (), **fields: Any
) -> Event:
    """Something that happened; participants are actors or pairs of an actor and its part."""

    def fill(event: Event) -> None:
        for entry in participants:
            actor, part = entry if isinstance(entry, tuple) else (entry, Part.INVOLVED)
            Participant.objects.create(event=event, actor=actor, part=Part(part))

    return situated(Event, by=by, situation=situation, fill=fill, **fields)


@transaction.atomic
def add_event_link(*, by: User, situation: Situation | None, **fields: Any) -> EventLink:
    """That `first` led to, answered, was part of or was the price of `second`; `view_of` says who sees it so."""
    return situated(EventLink, by=by, situation=situation, **fields)


@transaction.atomic
def add_agreement(*, by: User, situation: Situation | None, parties: Iterable[Actor] = (), **fields: Any) -> Agreement:
    """Something that was agreed; `add_agreement_status` gives it its history."""
    return situated(Agreement, by=by, situation=situation, fill=lambda row: row.parties.set(parties), **fields)


@transaction.atomic
def add_agreement_status(*, by: User, agreement: Agreement, **fields: Any) -> AgreementStatus:
    """Where an agreement stood as of a day: `done` of `total` where somebody counted."""
    return situated(AgreementStatus, by=by, situation=agreement.situation, agreement=agreement, **fields)


@transaction.atomic
def add_figure(*, by: User, situation: Situation | None, **fields: Any) -> Figure:
    """A number; one that `supersedes` another makes that one superseded."""
    return situated(Figure, by=by, situation=situation, **fields)


@transaction.atomic
def add(*, fact: F, by: User) -> F:
    """Stores a fact that somebody filled in by hand, confirmed. Raises WrongField."""
    if isinstance(fact, Actor):
        actor: Actor = fact
        return add_to(fact, by=by, fill=lambda: writing.add_names(actor, [actor.name]))
    return add_to(fact, by=by)


def _confirmed(by: User) -> dict[str, Any]:
    return {"review_status": Review.CONFIRMED, "reviewed_by": by, "reviewed_at": timezone.now()}


def add_to(fact: F, *, by: User, fill: Callable[[], object] | None = None) -> F:
    """Stores a new fact, confirmed by whoever writes it; `fill` adds its lists."""
    require(by=by, permission=Permission.CONFIRM_FACT)
    for name, value in _confirmed(by).items():
        setattr(fact, name, value)
    writing.make(fact, by=by, fill=fill)
    writing.supersede(fact, by=by)
    writing.log(by=by, verb="fact added", fact=fact)
    return fact


def situated(
    model: type[F], *, by: User, situation: Situation | None, sources: Iterable[Source] = (),
    story: StoryPage | None = None, quote: str = "", fill: Callable[[F], object] | None = None, **fields: Any,
) -> F:  # fmt: skip
    """A confirmed fact of this kind with its sources, and whatever `fill` adds to the new row."""
    fact = model(situation=situation, **fields)

    def fill_lists() -> None:
        fact.sources.set(sources)  # type: ignore[attr-defined]
        if fill:
            fill(fact)

    add_to(fact, by=by, fill=fill_lists)
    if story is not None and quote:
        fasten(fact=fact, story=story, quote=quote)
    return fact


@transaction.atomic
def add_from_words(*, fact: F, story: StoryPage, quote: str, by: User) -> F:
    """A fact that somebody made of selected words: stored, confirmed and fastened to them. Raises NotInStory."""
    add(fact=fact, by=by)
    fasten(fact=fact, story=story, quote=quote)
    return fact


@transaction.atomic
def insert_passage(*, story: StoryPage, block: tuple[str, Any], name: str, by: User) -> None:
    """Adds a ready-made block to the end of the story's draft, as a revision of its own."""
    stories_actions.append_block(story=story, block=block, by=by)
    writing.log(by=by, verb="passage inserted", fact=story, passage=name)


def fasten(*, fact: Fact, story: StoryPage, quote: str) -> None:
    """Anchors a fact to words of a story. Raises NotInStory when they do not stand in it."""
    text = story_text(stories.latest(story))
    span = places.find(text, places.Selector(quote))
    if span is None:
        raise NotInStory(f"The story “{story.title}” does not hold the words “{quote[:60]}”. Copy them from it.")
    writing.anchor(fact, story=story.uuid, selector=places.select(text, span.start, span.end), text=text)
