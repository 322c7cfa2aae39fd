"""A story at the desk: one card a sentence with what is suggested or decided about it."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from beetroot.record.models import (
    FACTS,
    Actor,
    Agreement,
    AgreementStatus,
    Anchor,
    Claim,
    ClaimLink,
    Event,
    Fact,
    Figure,
    Forecast,
    ForecastEntry,
    Statement,
)
from beetroot.record.rendering.facts import amount, when, who
from beetroot.record.rendering.story_text import story_text
from beetroot.record.rules import anchors as places
from beetroot.record.rules.mattering import Waiting, first_look
from beetroot.record.rules.vocabulary import Review
from beetroot.stories import rendering as stories
from beetroot.stories.models import StoryPage

#: Facts and actors of one reading are stored within this time of each other.
_ONE_READING = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A fact on a card. `ref` is what the forms send: "kind:id"."""

    ref: str
    kind: str
    id: UUID
    label: str
    title: str
    details: tuple[str, ...]
    status: str
    status_label: str
    percent: int | None
    open: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A sentence in its paragraph; `number` is its place on the page, `open` says that something waits, `first` that
    it belongs to the first look (rules.mattering)."""

    number: int
    sentence: str
    facts: tuple[Suggestion, ...]
    open: bool
    first: bool = False

    @property
    def may_be_exchanged(self) -> bool:
        """Whether it has an open event, which may be something given or got."""
        return any(fact.open and fact.kind == "event" for fact in self.facts)


@dataclass(frozen=True, slots=True)
class Desk:
    cards: tuple[Card, ...]
    orphans: tuple[Card, ...]
    waiting: int
    decided: int

    @property
    def first_look(self) -> tuple[Card, ...]:
        """At most seven sentences that matter and wait."""
        return tuple(card for card in self.cards if card.first)

    @property
    def later(self) -> int:
        """How many other sentences wait."""
        return sum(card.open and not card.first for card in self.cards)


def desk(story: StoryPage) -> Desk:
    """All cards of a story in the order of its text; facts whose words are gone stand apart, as orphans."""
    text = story_text(stories.latest(story))
    spans = places.sentences(text)
    rows = list(Anchor.objects.filter(story=story.uuid))
    facts = _facts(rows)
    by_sentence: dict[int, list[Fact]] = defaultdict(list)
    orphans: list[tuple[Anchor, Fact]] = []
    for row in rows:
        number = places.at(spans, row.start) if row.start is not None else None
        fact = facts.get(row.fact_id)
        if fact is None:
            continue
        if number is None:
            orphans.append((row, fact))
        elif fact not in by_sentence[number]:
            by_sentence[number].append(fact)
    ordered = list(enumerate(sorted(by_sentence), start=1))
    look = set(first_look(_waiting(place, by_sentence[number]) for place, number in ordered))
    cards = [
        _looked_at(_card(place, text[spans[number].start : spans[number].end], by_sentence[number]), look)
        for place, number in ordered
    ]
    lost = [_card(len(cards) + place, row.exact, [fact]) for place, (row, fact) in enumerate(orphans, start=1)]
    waiting = sum(fact.review_status == Review.SUGGESTED for fact in facts.values())
    return Desk(tuple(cards), tuple(lost), waiting=waiting, decided=len(facts) - waiting)


def _looked_at(card: Card, look: set[int]) -> Card:
    return replace(card, first=card.open and card.number in look)


def _waiting(number: int, facts: list[Fact]) -> Waiting:
    """What reading found in a sentence, decided or not: so the first look ends instead of filling up again."""
    waits = [fact for fact in facts if fact.extractor]
    return Waiting(
        number=number,
        claim=any(isinstance(fact, Claim | ClaimLink) for fact in waits),
        changed_figure=any(isinstance(fact, Figure) and _differs(fact) for fact in waits),
        new_actor=any(isinstance(fact, Statement) and _is_new(fact.speaker, fact) for fact in waits),
        forecast=any(isinstance(fact, Forecast | ForecastEntry) for fact in waits),
        confidence=max((fact.confidence or 0.0 for fact in waits), default=0.0),
    )


def _is_new(speaker: Actor | None, fact: Statement) -> bool:
    """Whether the speaker came into the record by the same reading."""
    return speaker is not None and bool(speaker.extractor) and fact.made_at - speaker.made_at < _ONE_READING


def _differs(figure: Figure) -> bool:
    """Whether the record has another number for the same thing."""
    known = Figure.objects.filter(review_status=Review.CONFIRMED, what__iexact=figure.what, value__isnull=False)
    return figure.value is not None and known.exclude(value=figure.value).exists()


def _facts(rows: list[Anchor]) -> dict[UUID, Fact]:
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        wanted[row.fact_kind].add(row.fact_id)
    found: dict[UUID, Fact] = {}
    for kind, ids in wanted.items():
        found |= {fact.pk: fact for fact in FACTS[kind]._default_manager.filter(pk__in=ids)}
    return found


def _card(number: int, sentence: str, facts: list[Fact]) -> Card:
    order = list(FACTS)
    shown = tuple(suggestion(fact) for fact in sorted(facts, key=lambda fact: order.index(fact.kind())))
    return Card(number, sentence, shown, open=any(fact.open for fact in shown))


def suggestion(fact: Fact) -> Suggestion:
    """A fact as a card shows it."""
    title, details = _said(fact)
    return Suggestion(
        ref=f"{fact.kind()}:{fact.pk}",
        kind=fact.kind(),
        id=fact.pk,
        label=str(fact._meta.verbose_name),
        title=title,
        details=tuple(filter(None, details)),
        status=fact.review_status,
        status_label=str(Review(fact.review_status).label),
        percent=round(fact.confidence * 100) if fact.confidence is not None else None,
        open=fact.review_status == Review.SUGGESTED,
    )


def _said(fact: Fact) -> tuple[str, list[str]]:
    if isinstance(fact, Statement):
        speaker = " · ".join(filter(None, [who(fact), fact.role, fact.organization]))
        return speaker or str(fact.get_attribution_display()), [
            fact.content, fact.cue, fact.medium, when(fact, "said").words, fact.hedge,
        ]  # fmt: skip
    if isinstance(fact, Event):
        names = ", ".join(part.actor.name for part in fact.parts.select_related("actor"))
        marks = [str(fact.get_domain_display()), str(fact.get_exchange_display())]
        return fact.name, [when(fact, "happened").words, fact.origin_text, names, fact.place, *marks]
    if isinstance(fact, Figure):
        return fact.printed or amount(fact), [fact.what, fact.said_by_as_written, when(fact, "as_of").words]
    return _linked(fact)


def _linked(fact: Any) -> tuple[str, list[str]]:
    if isinstance(fact, Claim):
        return fact.wording, [when(fact, "first_made").words]
    if isinstance(fact, ClaimLink):
        return str(fact.get_link_display()), [str(fact.origin), str(fact.claim or fact.to_statement)]
    if isinstance(fact, Agreement):
        return fact.name, [", ".join(party.name for party in fact.parties.all()), when(fact, "signed").words]
    if isinstance(fact, AgreementStatus):
        return fact.agreement.name, [str(fact.get_state_display()), fact.words, when(fact, "as_of").words]
    return str(fact), []
