"""What waits in a situation: for its board at the desk and for the Monday brief. Desk eyes only: nothing is hidden."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from beetroot.record.models import (
    FACTS,
    Anchor,
    Claim,
    ClaimLink,
    Correction,
    Fact,
    Figure,
    Forecast,
    Indicator,
    IndicatorReading,
    Situation,
    SituationFact,
)
from beetroot.record.rendering.outlook import alarms
from beetroot.record.rules.vocabulary import AGAINST, FigureState, Review
from beetroot.stories.models import StoryPage

#: Forecasts that close within this time are due a look.
SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to look at. `ref` is "kind:id"; `correctable` says that a correction may be due, `address` where it is
    resolved, by the verb `does`."""

    ref: str
    kind: str
    id: str
    text: str
    why: str
    correctable: bool = False
    address: str = ""
    does: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """A situation, or all of them, as its editors should see it on a Monday."""

    questions: tuple[str, ...]
    contested: tuple[Task, ...]
    single: tuple[Task, ...]
    contradicting: tuple[Task, ...]
    superseded: tuple[Task, ...]
    forecasts: tuple[Task, ...]
    indicators: tuple[Task, ...]
    orphans: tuple[Task, ...]
    waiting: int

    @property
    def count(self) -> int:
        lists = (self.contested, self.single, self.contradicting, self.superseded, self.forecasts, self.indicators)
        return sum(map(len, lists)) + len(self.orphans)


def board(situation: Situation | None = None) -> Board:
    """Everything that waits, in one situation or in all."""
    questions = situation.questions if situation else ""
    return Board(
        questions=tuple(line.strip() for line in questions.splitlines() if line.strip()),
        contested=tuple(_contested(situation)),
        single=tuple(_single(situation)),
        contradicting=tuple(_contradicting(situation)),
        superseded=tuple(_superseded(situation)),
        forecasts=tuple(_forecasts(situation, timezone.now())),
        indicators=tuple(_indicators(situation)),
        orphans=tuple(_orphans(situation)),
        waiting=_waiting(situation),
    )


def _within(situation: Situation | None) -> Q:
    return Q(situation=situation) if situation else Q()


def _task(fact: Fact, why: str, *, text: str = "", correctable: bool = False) -> Task:
    return Task(f"{fact.kind()}:{fact.pk}", fact.kind(), str(fact.pk), text or str(fact), why, correctable)


def _corrected() -> set[object]:
    return set(Correction.objects.values_list("fact_id", flat=True))


def _contested(situation: Situation | None) -> Iterable[Task]:
    """Claims that somebody denied, corrected or retracted, without a correction of ours yet."""
    done = _corrected()
    rows = Claim.objects.filter(_within(situation), review_status=Review.CONFIRMED, is_hypothesis=False)
    against = ClaimLink.objects.filter(link__in=AGAINST, review_status=Review.CONFIRMED, claim__in=rows)
    for link in against.select_related("claim", "statement__speaker").prefetch_related("figure", "event", "source"):
        if link.claim and link.claim_id not in done:
            yield _task(link.claim, _why(link), correctable=True)


def _why(link: ClaimLink) -> str:
    return _("%(verb)s: %(who)s") % {"who": _who(link), "verb": link.get_link_display()}


def _who(link: ClaimLink) -> str:
    said = link.statement
    if said is None:
        return str(link.origin)
    return said.speaker.name if said.speaker else said.name_as_written or _("somebody unnamed")


def _single(situation: Situation | None) -> Iterable[Task]:
    """Claims that stand on one voice or source alone."""
    rows = Claim.objects.filter(_within(situation), review_status=Review.CONFIRMED, is_hypothesis=False)
    voices = Count("links", filter=~Q(links__link__in=AGAINST) & Q(links__review_status=Review.CONFIRMED))
    for claim in rows.annotate(voices=voices, backing=Count("sources", distinct=True)):
        if max(claim.voices, claim.backing) <= 1:
            address = reverse("record_claims:edit", args=[claim.pk])
            yield replace(_task(claim, _("one source")), address=address, does=_("Add a source"))


def _contradicting(situation: Situation | None) -> Iterable[Task]:
    rows = ClaimLink.objects.filter(_within(situation), link__in=AGAINST, review_status=Review.CONFIRMED)
    for link in rows.exclude(to_statement=None).select_related("to_statement"):
        if link.to_statement:
            yield _task(link.to_statement, _why(link))


def _superseded(situation: Situation | None) -> Iterable[Task]:
    """Figures that we printed and know better now, without a correction yet."""
    done = _corrected()
    rows = Figure.objects.filter(
        _within(situation), state=FigureState.SUPERSEDED, review_status=Review.CONFIRMED
    ).prefetch_related("superseded_by")
    for figure in rows:
        if figure.pk not in done:
            newer = ", ".join(str(one) for one in figure.superseded_by.all())
            why = _("superseded by %(newer)s") % {"newer": newer} if newer else _("superseded")
            yield _task(figure, why, correctable=True)


def _forecasts(situation: Situation | None, now: datetime) -> Iterable[Task]:
    rows = Forecast.objects.filter(_within(situation), review_status=Review.CONFIRMED, resolutions=None)
    for forecast in rows.filter(closes_at__lte=now + SOON).order_by("closes_at"):
        why = _("closed, to be resolved") if forecast.closes_at <= now else _("closes soon")
        task = _task(forecast, why)
        address = f"{reverse('record_resolutions:add')}?forecast={forecast.pk}"
        yield replace(task, address=address, does=_("Resolve")) if forecast.closes_at <= now else task


def _indicators(situation: Situation | None) -> Iterable[Task]:
    """The last reading lies beyond the threshold."""
    for indicator in Indicator.objects.filter(_within(situation), review_status=Review.CONFIRMED):
        confirmed = IndicatorReading.objects.filter(indicator=indicator, review_status=Review.CONFIRMED)
        last = confirmed.order_by("as_of_min", "made_at").last()
        if last is not None and alarms(indicator, last):
            address = (
                f"{reverse('record_readings:add')}?indicator={indicator.pk}&situation={indicator.situation_id or ''}"
            )
            task = _task(indicator, _("beyond its threshold"), text=str(last))
            yield replace(task, address=address, does=_("Read again"))


def _orphans(situation: Situation | None) -> Iterable[Task]:
    """Facts whose words no longer stand in their story."""
    rows = Anchor.objects.filter(start__isnull=True)[:200]
    for row in rows:
        fact = FACTS[row.fact_kind]._default_manager.filter(pk=row.fact_id).first()
        if fact is None or fact.review_status == Review.REJECTED:
            continue
        if situation is None or (isinstance(fact, SituationFact) and fact.situation_id == situation.pk):
            task = _task(fact, _("its words are gone: %(words)s") % {"words": row.exact[:80]})
            yield replace(task, address=page_in_story(row), does=_("Look at it in its story"))


def page_in_story(row: Anchor) -> str:
    """Where a fact is edited beside the story that it stands in; "" when the story is gone."""
    page = StoryPage.objects.filter(uuid=row.story).values_list("pk", flat=True).first()
    return reverse("record:fact", args=[page, row.fact_kind, row.fact_id]) if page else ""


def _waiting(situation: Situation | None) -> int:
    kinds = [model for model in FACTS.values() if issubclass(model, SituationFact)]
    return sum(
        model._default_manager.filter(_within(situation), review_status=Review.SUGGESTED).count() for model in kinds
    )
