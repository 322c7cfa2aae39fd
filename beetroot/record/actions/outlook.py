"""Polls, terms, indicators and forecasts: added by hand like every fact; a forecast is resolved and scored at once."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from beetroot.newsroom.actions import require
from beetroot.newsroom.models import User
from beetroot.newsroom.rules import Permission
from beetroot.record.actions import writing
from beetroot.record.actions.creating import add_to, situated
from beetroot.record.models import (
    Forecast,
    ForecastEntry,
    Indicator,
    IndicatorReading,
    Poll,
    PollShare,
    Resolution,
    Score,
    Situation,
    Source,
    Term,
)
from beetroot.record.rules import forecasting
from beetroot.record.rules.errors import RecordError
from beetroot.record.rules.vocabulary import Outcome, Review

Share = Mapping[str, Any]


@transaction.atomic
def add_poll(*, by: User, situation: Situation | None, shares: Sequence[Share] = (), **fields: Any) -> Poll:
    """A poll's question with its answers: each `answer`, `printed`, `percent`, or `equals` the place of another."""
    return situated(Poll, by=by, situation=situation, fill=lambda poll: _write_shares(poll, shares), **fields)


@transaction.atomic
def set_shares(*, poll: Poll, shares: Sequence[Share], by: User) -> None:
    """The answers of a poll, exactly these. Raises RecordError for an `equals` that names no other answer."""
    require(by=by, permission=Permission.CONFIRM_FACT)
    with writing.lists_recorded(poll, by=by):
        poll.shares.all().delete()
        _write_shares(poll, shares)
    writing.log(by=by, verb="answers set", fact=poll, answers=len(shares))


def _write_shares(poll: Poll, shares: Sequence[Share]) -> None:
    rows: list[PollShare] = []
    for position, share in enumerate(shares):
        own = {name: value for name, value in share.items() if name != "equals"}
        rows.append(PollShare(poll=poll, position=position, **own))
    for row, share in zip(rows, shares, strict=True):
        equal = share.get("equals")
        if equal is None:
            row.save()
            continue
        if not 0 <= equal < len(rows) or rows[equal] is row or shares[equal].get("equals") is not None:
            raise RecordError("An answer can equal another one of the same poll that has a share of its own.")
        row.percent = rows[equal].percent
        row.save()
    for row, share in zip(rows, shares, strict=True):
        if share.get("equals") is not None:
            PollShare.objects.filter(pk=row.pk).update(equals=rows[share["equals"]])


@transaction.atomic
def add_term(*, by: User, situations: Iterable[Situation] = (), sources: Iterable[Source] = (), **fields: Any) -> Term:
    """Somebody's wording and what it means."""
    term = Term(**fields)

    def fill() -> None:
        term.situations.set(situations)
        term.sources.set(sources)

    return add_to(term, by=by, fill=fill)


@transaction.atomic
def add_indicator(*, by: User, situation: Situation | None, **fields: Any) -> Indicator:
    """A question with a scale that is asked again and again."""
    return situated(Indicator, by=by, situation=situation, **fields)


@transaction.atomic
def read_indicator(*, by: User, indicator: Indicator, value: Any, **fields: Any) -> IndicatorReading:
    """Where the indicator stands as of a day. Raises RecordError for a value off its scale."""
    if not indicator.low <= Decimal(str(value)) <= indicator.high:
        raise RecordError(f"The scale of “{indicator.name}” runs from {indicator.low:f} to {indicator.high:f}.")
    return situated(
        IndicatorReading, by=by, situation=indicator.situation, indicator=indicator, value=Decimal(str(value)), **fields
    )


@transaction.atomic
def ask(*, by: User, situation: Situation | None, **fields: Any) -> Forecast:
    """A question about the future with what decides it, `opens_at` and `closes_at`."""
    return situated(Forecast, by=by, situation=situation, **fields)


@transaction.atomic
def enter(*, by: User, forecast: Forecast, **fields: Any) -> ForecastEntry:
    """What a forecaster said (`probability`, `wording` or `abstains`); without `forecaster` it is the newsroom's."""
    forecast = Forecast.objects.select_for_update().get(pk=forecast.pk)
    return situated(ForecastEntry, by=by, situation=forecast.situation, forecast=forecast, **fields)


@transaction.atomic
def resolve(
    *, forecast: Forecast, outcome: str, evidence: str, by: User, condition_met: bool = True, **fields: Any
) -> Resolution:
    """Says how a forecast turned out and scores every number given before it closed, or does neither.

    Called again, it adds a row with scores of its own; the newest one counts. An unmet condition annuls it.
    """
    forecast = Forecast.objects.select_for_update().get(pk=forecast.pk)
    said = outcome if condition_met or not forecast.condition else Outcome.ANNULLED
    resolution = situated(
        Resolution, by=by, situation=forecast.situation, forecast=forecast, outcome=said, evidence=evidence, **fields
    )
    if said in (Outcome.YES, Outcome.NO):
        entries = forecast.entries.filter(
            review_status=Review.CONFIRMED, probability__isnull=False, numbered_at__lte=forecast.closes_at
        )
        Score.objects.bulk_create(_score(entry, resolution) for entry in entries)
    writing.log(by=by, verb="forecast resolved", fact=forecast, outcome=said)
    return resolution


def _score(entry: ForecastEntry, resolution: Resolution) -> Score:
    happened = resolution.outcome == Outcome.YES
    found = forecasting.score(probability=entry.probability or 0.0, happened=happened)
    return Score(resolution=resolution, entry=entry, brier=found.brier, log=found.log)
