"""From a reading to suggested facts. Doing it again adds only what is new and touches no decision."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import transaction

from beetroot.newsroom.actions import require
from beetroot.newsroom.models import User
from beetroot.newsroom.rules import Permission
from beetroot.reading import Reading, ReadingError, read
from beetroot.reading.asking import with_answers
from beetroot.reading.server import Server, ServerRefused
from beetroot.record.actions import writing
from beetroot.record.actions.actors import involve, known_actors, new_actor
from beetroot.record.actions.anchoring import find_again
from beetroot.record.models import FACTS, Actor, Agreement, Anchor, Event, Fact, Participant, Situation
from beetroot.record.rendering import story_text
from beetroot.record.rules import anchors as places
from beetroot.record.rules import names, proposals
from beetroot.record.rules.anchors import Selector, Span
from beetroot.record.rules.errors import RecordError
from beetroot.record.rules.names import Known
from beetroot.record.rules.proposals import ActorProposal, Proposal
from beetroot.record.rules.vocabulary import Review
from beetroot.stories import rendering as stories
from beetroot.stories.models import StoryPage

#: Two suggestions of a kind that share this much of their words are the same one, read a little differently.
_SAME = 0.6
_MANY_A_PLACE = frozenset({"claimlink", "agreementstatus", "eventlink"})


@dataclass(frozen=True, slots=True)
class Suggested:
    """How many facts of each kind were new, how many were known already; whether a language server gave no answer."""

    counts: Mapping[str, int]
    known: int
    unanswered: bool = False

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(slots=True)
class _Desk:
    """What one run of suggesting has at hand."""

    story: StoryPage
    text: str
    read_text: str
    situation: Situation | None
    by: User
    actors: dict[str, Actor] = field(default_factory=dict)
    known: list[Known] = field(default_factory=list)
    made: dict[str, Fact] = field(default_factory=dict)
    standing: dict[str, list[tuple[Span, UUID]]] = field(default_factory=lambda: defaultdict(list))


@transaction.atomic
def suggest(*, story: StoryPage, reading: Mapping[str, Any], situation: Situation | None, by: User) -> Suggested:
    """Suggests the facts of a reading (the JSON of `beetroot read`), each fastened to its words in the story.

    The same words of the same story never become a second fact, and what was confirmed, edited or rejected stays so.
    Actors known under any of the names are used again.
    """
    require(by=by, permission=Permission.WRITE_STORY)
    text = story_text(stories.latest(story))
    find_again(story=story, text=text)
    desk = _Desk(story, text, reading["text"], situation, by, known=known_actors())
    _note_standing(desk)
    counts: Counter[str] = Counter()
    for person in proposals.actors(reading):
        counts["actor"] += _find_or_make(person, desk)
    found = proposals.facts(reading, story=str(story.uuid))
    known = 0
    # What others point to (claims, statements, agreements) comes before what points to it.
    for proposal in sorted(found, key=lambda one: bool(one.links)):
        fresh = _place(proposal, desk)
        counts[proposal.kind] += fresh
        known += not fresh
    writing.log(by=by, verb="facts suggested", fact=story, new=sum(counts.values()), known=known)
    return Suggested(counts={kind: count for kind, count in counts.items() if count}, known=known)


def _note_standing(desk: _Desk) -> None:
    for row in Anchor.objects.filter(story=desk.story.uuid, start__isnull=False):
        desk.standing[row.fact_kind].append((Span(row.start or 0, row.end or 0), row.fact_id))


def _find_or_make(person: ActorProposal, desk: _Desk) -> bool:
    actor_id = names.match(person.name, person.aliases, person.schema, desk.known)
    fresh = actor_id is None
    if actor_id is None:
        actor = new_actor(
            person.name,
            person.schema,
            by=desk.by,
            story=desk.story.uuid,
            extractor=proposals.EXTRACTOR,
            confidence=person.confidence,
            position=", ".join(filter(None, [person.role, person.organization]))[:300],
            names=person.aliases,
            situation=desk.situation,
            role=person.role,
        )
    else:
        actor = _seen_again(person, Actor.objects.get(pk=actor_id), desk)
    for form in (person.name, *person.aliases):
        desk.actors.setdefault(names.key(form), actor)
    desk.known.append(Known(actor.pk, actor.schema, tuple(map(names.key, (person.name, *person.aliases)))))
    return fresh


def _seen_again(person: ActorProposal, actor: Actor, desk: _Desk) -> Actor:
    """A known actor stays as decided; one that nobody decided about takes the new names, place and role too."""
    if actor.review_status == Review.SUGGESTED:
        with writing.lists_recorded(actor, by=desk.by):
            writing.add_names(actor, person.aliases)
            involve(actor, desk.situation, person.role)
    return actor


def _actor(name: str, desk: _Desk) -> Actor | None:
    actor = desk.actors.get(names.key(name))
    if actor is None and (found := names.match(name, (), "Person", desk.known)):
        actor = Actor.objects.get(pk=found)
    return actor


def _place(proposal: Proposal, desk: _Desk) -> bool:
    """Stores the proposal unless it is known; True when it is new."""
    selector = places.select(desk.read_text, proposal.start, proposal.end)
    model = FACTS[proposal.kind]
    fact = model._default_manager.filter(key=proposal.key).first() or _standing_at(proposal, selector, desk)
    if fact is not None:
        desk.made[proposal.key] = fact
        writing.anchor(fact, story=desk.story.uuid, selector=_as_stored(fact, selector, desk), text=desk.text)
        return False
    links = {name: desk.made.get(key) for name, key in proposal.links.items()}
    if None in links.values():
        return False
    fact = _new(proposal, links, desk)
    writing.anchor(fact, story=desk.story.uuid, selector=selector, text=desk.text)
    desk.made[proposal.key] = fact
    return True


def _as_stored(fact: Fact, selector: Selector, desk: _Desk) -> Selector:
    """The selector a fact already has in this story, so that finding it again adds no second anchor."""
    row = Anchor.objects.filter(fact_kind=fact.kind(), fact_id=fact.pk, story=desk.story.uuid).first()
    return Selector(row.exact, row.prefix, row.suffix, row.start) if row else selector


def _standing_at(proposal: Proposal, selector: Selector, desk: _Desk) -> Fact | None:
    if proposal.kind in _MANY_A_PLACE:
        return None
    here = places.find(desk.text, selector)
    for span, fact_id in desk.standing[proposal.kind]:
        if here and places.overlap(span, here) >= _SAME:
            return FACTS[proposal.kind]._default_manager.filter(pk=fact_id).first()
    return None


def _new(proposal: Proposal, links: Mapping[str, Fact | None], desk: _Desk) -> Fact:
    named = {column: _actor(name, desk) for column, name in proposal.actors.items()}
    model: Any = FACTS[proposal.kind]
    fact: Fact = model(
        situation=desk.situation,
        extractor=proposals.EXTRACTOR,
        rule=proposal.rule,
        confidence=proposal.confidence,
        key=proposal.key,
        **_clean(proposal),
        **named,
        **links,
    )
    many = [actor for name in proposal.parties if (actor := _actor(name, desk))]
    writing.make(fact, by=desk.by, story=desk.story.uuid, fill=lambda: _bring_together(fact, many))
    return fact


def _bring_together(fact: Fact, actors: list[Actor]) -> None:
    if isinstance(fact, Event):
        for actor in dict.fromkeys(actors):
            Participant.objects.get_or_create(event=fact, actor=actor)
    if isinstance(fact, Agreement):
        fact.parties.set(actors)


def _clean(proposal: Proposal) -> dict[str, Any]:
    """Numbers of a reading are floats; the column is exact."""
    fields = dict(proposal.fields)
    for name in ("value", "low", "high"):
        if isinstance(fields.get(name), float):
            fields[name] = str(round(fields[name], 6))
    return fields


class NothingToRead(RecordError):
    """The story has too little text to be read for facts; write more of it first."""


def suggest_from_story(
    *, story: StoryPage, situation: Situation | None, by: User, server: Server | None = None
) -> Suggested:
    """Reads the story as the desk last saved it, and suggests its facts. Raises NothingToRead.

    A language server of the newsroom's own adds what anchors of its answer (ADR 23). It is asked before anything is
    written: no row stays locked while another program thinks.
    """
    require(by=by, permission=Permission.WRITE_STORY)
    latest = stories.latest(story)
    original = story.originals.filter(reading__isnull=False).first()
    stated = original.reading.get("published") if original and original.reading else None
    published = latest.published_on.isoformat() if latest.published_on else stated
    try:
        found = read(story_text(latest), published=published, language=latest.language)
    except ReadingError as error:
        raise NothingToRead(f"Nothing was suggested: {error}") from error
    answered = _with_answers(found, server)
    suggested = suggest(story=story, reading=(answered or found).as_dict(), situation=situation, by=by)
    return replace(suggested, unanswered=answered is None)


def _with_answers(found: Reading, server: Server | None) -> Reading | None:
    """The reading with the server's answer, as it was without a server, None when no usable answer came."""
    if server is None:
        return found
    try:
        asked = with_answers(found, server)
    except ServerRefused:  # a name that no longer leads to this machine
        return None
    return asked if asked.notes == found.notes else None
