"""The one way out of the record. What readers, mails and exports show is asked for here and nowhere else.

Out go facts that an editor confirmed, unless their situation is private, they name a hidden actor (as one, or in
their words), or all they rest on is unpublished or private.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from beetroot.record.models import (
    Actor,
    ActorName,
    Agreement,
    AgreementStatus,
    Anchor,
    Claim,
    ClaimLink,
    Event,
    EventLink,
    Fact,
    Figure,
    Relation,
    Situation,
    Source,
    Statement,
)
from beetroot.record.rules import names
from beetroot.record.rules.vocabulary import Review
from beetroot.stories.models import StoryPage

F = TypeVar("F", bound=Fact)
_WORDS = (models.CharField, models.TextField)
# What deciding about both ends of a claim link needs, read at once.
_ENDS = (
    "source__situations",
    "statement__speaker",
    "to_statement__speaker",
    "figure__said_by",
    "event__parts",
    *(f"{end}__situation" for end in ("statement", "to_statement", "figure", "event", "claim")),
    *(f"{end}__sources__situations" for end in ("statement", "to_statement", "figure", "event", "claim")),
)
# Columns of a fact that hold machine words, never a name.
_NO_WORDS = frozenset({"key", "rule", "extractor", "review_status", "reviewed_as"})


class Gate:
    """Public facts, either of one situation (or all), or of one story. Each kind is read once.

    The facts of the story asked for may rest on it although it is not published yet: its page is what they wait for.
    """

    def __init__(self, *, situation: Situation | None = None, story: UUID | None = None) -> None:
        self.situation = situation
        self.story = story

    @cached_property
    def statements(self) -> list[Statement]:
        rows = Statement.objects.select_related("speaker", "occasion", "reported_by")
        return self._public(rows)

    @cached_property
    def figures(self) -> list[Figure]:
        return self._public(Figure.objects.select_related("said_by"))

    @cached_property
    def events(self) -> list[Event]:
        rows = Event.objects.filter(merged_into=None).select_related("origin").prefetch_related("parts__actor")
        return self._public(rows)

    @cached_property
    def agreements(self) -> list[Agreement]:
        return self._public(Agreement.objects.prefetch_related("parties"))

    @cached_property
    def agreement_states(self) -> list[AgreementStatus]:
        shown = {agreement.pk for agreement in self.agreements}
        rows = AgreementStatus.objects.filter(agreement__in=shown).order_by("as_of_min", "made_at")
        return self._public(rows, anywhere=True)

    @cached_property
    def relations(self) -> list[Relation]:
        return self._public(Relation.objects.select_related("subject", "object"))

    @cached_property
    def event_links(self) -> list[EventLink]:
        shown = {event.pk for event in self.events}
        rows = EventLink.objects.filter(first__in=shown, second__in=shown).select_related("view_of", "first", "second")
        return self._public(rows, anywhere=True)

    @cached_property
    def claim_links(self) -> list[ClaimLink]:
        """Links both of whose ends are public, wherever they stand."""
        near = Q(claim__in=self._near_claims) | Q(to_statement__in=[row.pk for row in self.statements])
        rows = ClaimLink.objects.filter(near).prefetch_related(*_ENDS)
        links = self._public(rows, anywhere=True)
        ends = [end for link in links for end in (link.origin, link.claim, link.to_statement) if end]
        good = {fact.pk for fact in self._open(ends)}
        return [link for link in links if {end.pk for end in _ends(link)} <= good]

    @cached_property
    def claims(self) -> list[Claim]:
        return self._public(Claim.objects.filter(pk__in=self._near_claims), anywhere=True)

    @cached_property
    def sources(self) -> list[Source]:
        """Public sources of the situation, and those its facts name."""
        rows = Source.objects.filter(review_status=Review.CONFIRMED, private=False)
        if self.situation:
            named = {source.pk for fact in self._all for source in self._sources_of(fact)}
            rows = rows.filter(Q(situations=self.situation) | Q(pk__in=named)).distinct()
        else:
            rows = rows.exclude(situations__private=True)
        return [row for row in rows if not self._names_hidden(row)]

    @cached_property
    def actors(self) -> list[Actor]:
        rows = Actor.objects.filter(review_status=Review.CONFIRMED, hidden=False, merged_into=None)
        rows = rows.filter(situations=self.situation) if self.situation else rows.exclude(pk__in=_only_in_private())
        return [row for row in rows.prefetch_related("names", "involvements") if not self._names_hidden(row)]

    def sources_of(self, fact: Fact) -> list[Source]:
        """Sources of a public fact that may themselves be shown."""
        return [row for row in self._sources_of(fact) if _is_public(row) and not self._names_hidden(row)]

    def anchors_of(self, fact: Fact) -> list[Anchor]:
        """Places in stories that readers can open, and in the story asked for."""
        shown = [anchor for anchor in self._anchors[fact.pk] if self._is_shown(anchor.story)]
        return sorted(shown, key=lambda anchor: anchor.story != self.story)

    def anchors_by_id(self, fact_id: UUID) -> list[Anchor]:
        """All anchors of a fact that was read."""
        return self._anchors[fact_id]

    @cached_property
    def stories(self) -> dict[UUID, StoryPage]:
        """Published stories by their UUID, those that anchors name."""
        named = {anchor.story for rows in self._anchors.values() for anchor in rows}
        return {page.uuid: page for page in StoryPage.objects.live().public().filter(uuid__in=named)}

    # -- how it decides ---------------------------------------------------------------------------------------

    @cached_property
    def _near_claims(self) -> set[UUID]:
        if self.story is None:
            return set(_in_open_situation(Claim.objects.all(), self.situation).values_list("pk", flat=True))
        linked = ClaimLink.objects.filter(
            Q(statement__in=[row.pk for row in self.statements])
            | Q(figure__in=[row.pk for row in self.figures])
            | Q(event__in=[row.pk for row in self.events])
        )
        return set(linked.exclude(claim=None).values_list("claim_id", flat=True))

    @property
    def _all(self) -> Iterable[Fact]:
        return [
            *self.statements,
            *self.figures,
            *self.events,
            *self.agreements,
            *self.agreement_states,
            *self.relations,
            *self.claims,
        ]

    def _public(self, rows: "models.QuerySet[F]", *, anywhere: bool = False) -> list[F]:
        rows = rows.filter(review_status=Review.CONFIRMED)
        if self.story is not None and not anywhere:
            anchored = Anchor.objects.filter(story=self.story, fact_kind=rows.model.kind())
            rows = rows.filter(pk__in=anchored.values("fact_id"))
        rows = _in_open_situation(rows, None if anywhere else self.situation)
        return self._open(list(rows.prefetch_related("sources__situations")))

    def _open(self, facts: Sequence[F]) -> list[F]:
        self._load_anchors(facts)
        return [fact for fact in facts if self._may_leave(fact)]

    def _may_leave(self, fact: Fact) -> bool:
        if fact.review_status != Review.CONFIRMED or (isinstance(fact, Source) and not _is_public(fact)):
            return False
        situation = getattr(fact, "situation", None)
        if situation is not None and situation.private:
            return False
        return not (_actor_ids(fact) & self._closed) and not self._names_hidden(fact) and self._rests_openly(fact)

    def _rests_openly(self, fact: Fact) -> bool:
        anchors, sources = self._anchors[fact.pk], self._sources_of(fact)
        if not anchors and not sources:
            return True
        return any(self._is_shown(anchor.story) for anchor in anchors) or any(map(_is_public, sources))

    def _is_shown(self, story: UUID) -> bool:
        return story == self.story or story in self._live

    @cached_property
    def _live(self) -> set[UUID]:
        return set(StoryPage.objects.live().public().values_list("uuid", flat=True))

    @cached_property
    def _anchors(self) -> dict[UUID, list[Anchor]]:
        return defaultdict(list)

    def _load_anchors(self, facts: Sequence[Fact]) -> None:
        new = [fact.pk for fact in facts if fact.pk not in self._anchors]
        for fact_id in new:
            self._anchors[fact_id] = []
        for anchor in Anchor.objects.filter(fact_id__in=new):
            self._anchors[anchor.fact_id].append(anchor)
            if anchor.story in self._live and anchor.story not in self.__dict__.get("stories", {}):
                self.__dict__.pop("stories", None)

    def _sources_of(self, fact: Fact) -> list[Source]:
        return list(fact.sources.all()) if hasattr(fact, "sources") else []

    @cached_property
    def _closed(self) -> set[UUID]:
        """Actors that no fact may name: hidden, not confirmed, or gone into another."""
        openly = Q(review_status=Review.CONFIRMED, hidden=False, merged_into=None)
        return set(Actor.objects.exclude(openly).values_list("pk", flat=True))

    @cached_property
    def _hidden_names(self) -> list[str]:
        rows = ActorName.objects.filter(Q(actor__hidden=True) | Q(actor__merged_into__hidden=True))
        return [key for key in rows.values_list("key", flat=True) if key]

    def _names_hidden(self, fact: Fact) -> bool:
        return bool(self._hidden_names) and names.mentions(_words_of(fact), self._hidden_names)


def _ends(link: ClaimLink) -> list[Fact]:
    return [end for end in (link.origin, link.claim, link.to_statement) if end]


def _is_public(source: Source) -> bool:
    in_private = any(situation.private for situation in source.situations.all())
    return source.review_status == Review.CONFIRMED and not source.private and not in_private


def _only_in_private() -> "models.QuerySet[Actor, Any]":
    in_any = Actor.objects.filter(situations__private=True)
    return in_any.exclude(situations__private=False).values("pk")


def _in_open_situation(rows: "models.QuerySet[F]", situation: Situation | None) -> "models.QuerySet[F]":
    rows = rows.select_related("situation")
    if situation is not None:
        return rows.filter(situation=situation, situation__private=False)
    return rows.filter(Q(situation=None) | Q(situation__private=False))


def _actor_ids(fact: Fact) -> set[UUID]:
    """Every actor a fact points to, directly or as a participant or party."""
    found = {
        getattr(fact, field.attname)
        for field in fact._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Actor
    }
    if isinstance(fact, Event):
        found |= {part.actor_id for part in fact.parts.all()}
    if isinstance(fact, Agreement):
        found |= {party.pk for party in fact.parties.all()}
    return found - {None}


def _words_of(fact: Fact) -> str:
    own = [
        str(getattr(fact, field.attname) or "")
        for field in fact._meta.concrete_fields
        if isinstance(field, _WORDS) and field.name not in _NO_WORDS
    ]
    return " . ".join(own)
