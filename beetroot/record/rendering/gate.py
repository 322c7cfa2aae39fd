"""The one way out of the record. What readers, mails and exports show is asked for here and nowhere else.

Out go facts that an editor confirmed, unless their situation is private, they name a hidden actor (as one, or in
their words), or all they rest on is unpublished or private.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.expressions import OrderBy

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
    Forecast,
    ForecastEntry,
    Indicator,
    IndicatorReading,
    Poll,
    Relation,
    Resolution,
    Situation,
    Source,
    Statement,
    Term,
)
from beetroot.record.rendering import history
from beetroot.record.rules import names
from beetroot.record.rules.vocabulary import AGAINST, EventLinkKind, Review
from beetroot.stories.models import StoryPage

Kind = TypeVar("Kind", bound=Fact)
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
    `most` keeps a page short: of each kind only so many are read, those that matter and the latest first. `known_on`
    gives the facts that are public now as they were then, those of later left out.
    """

    def __init__(
        self,
        *,
        situation: Situation | None = None,
        story: UUID | None = None,
        most: int | None = None,
        known_on: datetime | None = None,
    ) -> None:
        self.situation = situation
        self.story = story
        self.most = most
        self.known_on = known_on

    @cached_property
    def statements(self) -> list[Statement]:
        rows = Statement.objects.select_related("speaker", "occasion", "reported_by")
        return self._public(rows, order=[_latest("said_min"), "-made_at"])

    @cached_property
    def figures(self) -> list[Figure]:
        return self._public(Figure.objects.select_related("said_by"), order=[_latest("as_of_min"), "-made_at"])

    @cached_property
    def events(self) -> list[Event]:
        rows = Event.objects.filter(merged_into=None).select_related("origin").prefetch_related("parts__actor")
        if self.most is None or self.most == 1:
            return self._public(rows, order=["pk"])
        either = Q(first=OuterRef("pk")) | Q(second=OuterRef("pk"))
        priced = EventLink.objects.filter(either, link=EventLinkKind.PRICE_OF)
        weighty = Case(When(~Q(exchange=""), then=Value(0)), When(Exists(priced), then=Value(1)), default=Value(2))
        order = ["weight", _latest("happened_min"), "-made_at"]
        return self._public(rows.annotate(weight=weighty), order=order, times=3)

    @cached_property
    def agreements(self) -> list[Agreement]:
        return self._public(Agreement.objects.prefetch_related("parties"), order=[_latest("signed_min"), "-made_at"])

    @cached_property
    def agreement_states(self) -> list[AgreementStatus]:
        shown = {agreement.pk for agreement in self.agreements}
        rows = AgreementStatus.objects.filter(agreement__in=shown).order_by("as_of_min", "made_at")
        return self._public(rows, anywhere=True)

    @cached_property
    def relations(self) -> list[Relation]:
        rows = Relation.objects.select_related("subject", "object")
        return self._public(rows, order=[_latest("start_min"), "-made_at"])

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
    def polls(self) -> list[Poll]:
        rows = Poll.objects.select_related("pollster").prefetch_related("shares")
        return self._public(rows, order=[_latest("fielded_min"), "-made_at"])

    @cached_property
    def indicators(self) -> list[Indicator]:
        return self._public(Indicator.objects.order_by("domain", "name"), order=["domain", "name"])

    @cached_property
    def indicator_readings(self) -> list[IndicatorReading]:
        shown = {indicator.pk for indicator in self.indicators}
        rows = IndicatorReading.objects.filter(indicator__in=shown).order_by("as_of_min", "made_at")
        return self._public(rows, anywhere=True)

    @cached_property
    def forecasts(self) -> list[Forecast]:
        return self._public(Forecast.objects.order_by("closes_at", "made_at"), order=["-closes_at", "-made_at"])

    @cached_property
    def forecast_entries(self) -> list[ForecastEntry]:
        shown = {forecast.pk for forecast in self.forecasts}
        rows = ForecastEntry.objects.filter(forecast__in=shown).select_related("forecaster").order_by("made_at")
        return self._public(rows.prefetch_related("scores"), anywhere=True)

    @cached_property
    def resolutions(self) -> list[Resolution]:
        shown = {forecast.pk for forecast in self.forecasts}
        return self._public(Resolution.objects.filter(forecast__in=shown).order_by("resolved_at"), anywhere=True)

    @cached_property
    def terms(self) -> list[Term]:
        """Terms of the situation; of a story, those of its facts' situations that stand in its words are its own."""
        rows = Term.objects.filter(review_status=Review.CONFIRMED).select_related("used_by")
        rows = rows.filter(situations=self.situation) if self.situation else rows.exclude(situations__private=True)
        return self._open(list(rows.prefetch_related("sources__situations")))

    @cached_property
    def sources(self) -> list[Source]:
        """Public sources of the situation, and those its facts name."""
        rows = Source.objects.filter(review_status=Review.CONFIRMED, private=False)
        if self.situation:
            named = {source.pk for fact in self.all_facts for source in self._sources_of(fact)}
            rows = rows.filter(Q(situations=self.situation) | Q(pk__in=named)).distinct()
        else:
            rows = rows.exclude(situations__private=True)
        return [row for row in rows if not self._names_hidden(row)]

    @cached_property
    def actors(self) -> list[Actor]:
        rows = Actor.objects.filter(review_status=Review.CONFIRMED, hidden=False, merged_into=None)
        rows = rows.filter(situations=self.situation) if self.situation else rows.exclude(pk__in=self._in_private)
        if self.known_on is not None:
            rows = rows.filter(made_at__lte=self.known_on)
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
        pages = StoryPage.objects.live().public().filter(uuid__in=named).defer_streamfields()
        return {page.uuid: page for page in pages}

    # -- how it decides ---------------------------------------------------------------------------------------

    @cached_property
    def _near_claims(self) -> set[UUID]:
        if self.story is None:
            claims = _in_open_situation(Claim.objects.all(), self.situation)
            if self.most is not None:
                against = ClaimLink.objects.filter(claim=OuterRef("pk"), link__in=AGAINST)
                claims = claims.filter(Exists(against) | Q(is_hypothesis=True)).order_by("-made_at")[: self.most]
            return set(claims.values_list("pk", flat=True))
        linked = ClaimLink.objects.filter(
            Q(statement__in=[row.pk for row in self.statements])
            | Q(figure__in=[row.pk for row in self.figures])
            | Q(event__in=[row.pk for row in self.events])
        )
        return set(linked.exclude(claim=None).values_list("claim_id", flat=True))

    @property
    def all_facts(self) -> list[Fact]:
        """Everything that stands in the situation or under the story by itself; actors and sources apart."""
        return [
            *self.statements,
            *self.figures,
            *self.events,
            *self.agreements,
            *self.agreement_states,
            *self.relations,
            *self.claims,
            *self.polls,
            *self.indicators,
            *self.indicator_readings,
            *self.forecasts,
            *self.forecast_entries,
            *self.resolutions,
        ]

    @property
    def is_empty(self) -> bool:
        """True when readers would find nothing; cheap with `most=1`."""
        kinds = ("events", "statements", "agreements", "relations", "figures", "claims", "polls", "indicators")
        return not any(getattr(self, name) for name in kinds)

    def among(self, facts: Sequence[Kind]) -> list[Kind]:
        """Those that may leave now, with whatever they only make sense with: the agreement of a state, both ends."""
        opened = self._open(facts)
        parents = {fact.pk: _needs(fact) for fact in opened}
        good = {fact.pk for fact in self._open([one for needed in parents.values() for one in needed])}
        return [fact for fact in opened if {one.pk for one in parents[fact.pk]} <= good]

    def hides(self, text: str) -> bool:
        """True for words that name a hidden actor."""
        return bool(self._hidden_names) and names.mentions(text, self._hidden_names)

    def page(self, rows: "models.QuerySet[Kind]", *, order: Sequence[Any], start: int, length: int) -> list[Kind]:
        """Public ones of the `length` rows from `start` on; fewer when some of them stay in the desk."""
        rows = _in_open_situation(rows.filter(review_status=Review.CONFIRMED), self.situation).order_by(*order)
        return self._open(list(rows.prefetch_related("sources__situations")[start : start + length]))

    def _public(
        self, rows: "models.QuerySet[Kind]", *, anywhere: bool = False, order: Sequence[Any] = (), times: int = 1
    ) -> list[Kind]:
        rows = rows.filter(review_status=Review.CONFIRMED)
        if self.story is not None and not anywhere:
            anchored = Anchor.objects.filter(story=self.story, fact_kind=rows.model.kind())
            rows = rows.filter(pk__in=anchored.values("fact_id"))
        rows = _in_open_situation(rows, None if anywhere else self.situation)
        rows = rows.prefetch_related("sources__situations")
        if self.most is None or not order:
            return self._open(list(rows))
        # One row answers whether there is any; which one does not matter, and sorting thousands would take long.
        return self._first(rows.order_by(*order) if self.most > 1 else rows.order_by("pk"), self.most * times)

    def _first(self, rows: "models.QuerySet[Kind]", most: int) -> list[Kind]:
        """The first so many that may leave, read in steps, as only a look at each row decides."""
        found: list[Kind] = []
        start, step = 0, most
        while len(found) < most:
            read = list(rows[start : start + step])
            found += self._open(read)
            if len(read) < step:
                break
            start, step = start + step, max(step, 100)
        return found[:most]

    def _open(self, facts: Sequence[Kind]) -> list[Kind]:
        self._load_anchors(facts)
        if self.known_on is not None:
            facts = history.as_known(facts, until=self.known_on)
        return [fact for fact in facts if self._may_leave(fact)]

    def _may_leave(self, fact: Fact) -> bool:
        if fact.review_status != Review.CONFIRMED or (isinstance(fact, Source) and not _is_public(fact)):
            return False
        situation = getattr(fact, "situation", None)
        if situation is not None and situation.private:
            return False
        if isinstance(fact, Actor) and (fact.pk in self._closed or fact.pk in self._in_private):
            return False
        if isinstance(fact, Term) and any(one.private for one in fact.situations.all()):
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
    def _in_private(self) -> set[UUID]:
        """Actors of private situations alone: other facts may name them, but they are no entry of their own."""
        return set(_only_in_private().values_list("pk", flat=True))

    @cached_property
    def _hidden_names(self) -> list[str]:
        rows = ActorName.objects.filter(Q(actor__hidden=True) | Q(actor__merged_into__hidden=True))
        return [key for key in rows.values_list("key", flat=True) if key]

    def _names_hidden(self, fact: Fact) -> bool:
        return self.hides(_words_of(fact)) if self._hidden_names else False


def _latest(column: str) -> OrderBy:
    """The latest day first, what has none last."""
    return F(column).desc(nulls_last=True)


def _ends(link: ClaimLink) -> list[Fact]:
    return [end for end in (link.origin, link.claim, link.to_statement) if end]


def _needs(fact: Fact) -> list[Fact]:
    """The facts without which this one says nothing."""
    if isinstance(fact, ClaimLink):
        return _ends(fact)
    if isinstance(fact, EventLink):
        return [fact.first, fact.second]
    for kind, name in _PARENTS.items():
        if isinstance(fact, kind):
            return [getattr(fact, name)]
    return []


_PARENTS: dict[type[Fact], str] = {
    AgreementStatus: "agreement",
    IndicatorReading: "indicator",
    ForecastEntry: "forecast",
    Resolution: "forecast",
}


def _is_public(source: Source) -> bool:
    in_private = any(situation.private for situation in source.situations.all())
    return source.review_status == Review.CONFIRMED and not source.private and not in_private


def _only_in_private() -> "models.QuerySet[Actor, Any]":
    in_any = Actor.objects.filter(situations__private=True)
    return in_any.exclude(situations__private=False)


def _in_open_situation(rows: "models.QuerySet[Kind]", situation: Situation | None) -> "models.QuerySet[Kind]":
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
    if isinstance(fact, Poll):
        own += [row.answer for row in fact.shares.all()]
    return " . ".join(own)
