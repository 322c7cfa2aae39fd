"""A public fact in one line, as lists of changes and boards name it."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

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
    Forecast,
    ForecastEntry,
    Indicator,
    IndicatorReading,
    Poll,
    Relation,
    Resolution,
    Source,
    Statement,
    Term,
)
from beetroot.record.rendering.facts import Views, amount, number, when, who
from beetroot.record.rendering.ties import tie


def describe(fact: Fact, views: Views) -> str:
    """For readers: the same words as the pages use."""
    maker = _MAKERS.get(type(fact))
    return maker(fact, views) if maker else str(fact)


def _dated(words: str, row: Any, column: str) -> str:
    moment = when(row, column)
    return f"{moment.words}: {words}" if moment.words else words


def _statement(row: Statement, views: Views) -> str:
    speaker = who(row)
    said = f"“{row.content.rstrip(',')}”" if row.mode == "direct" else row.content
    return f"{speaker}: {said}" if speaker else said


def _claim_link(row: ClaimLink, views: Views) -> str:
    said = views.said(row)
    target = row.claim.wording if row.claim else row.to_statement.content if row.to_statement else ""
    return f"{said.who or said.content} {said.label}: {target}"


def _state(row: AgreementStatus, views: Views) -> str:
    share = _("%(done)s of %(total)s") % {"done": row.done, "total": row.total} if row.done is not None else ""
    state = ", ".join(filter(None, [str(row.get_state_display()), share, row.words]))
    return _dated(f"{row.agreement.name}: {state}", row, "as_of")


def _figure(row: Figure, views: Views) -> str:
    return _dated(f"{row.what}: {amount(row)}", row, "as_of")


def _relation(row: Relation, views: Views) -> str:
    return tie(row)


def _event_link(row: EventLink, views: Views) -> str:
    return f"{row.first.name} — {row.get_link_display()} — {row.second.name}"


def _poll(row: Poll, views: Views) -> str:
    pollster = row.pollster.name if row.pollster else row.pollster_as_written
    return f"{pollster}: {row.question}" if pollster else row.question


def _entry(row: ForecastEntry, views: Views) -> str:
    name = row.who or _("this newsroom")
    said = _("abstains") if row.abstains else row.wording
    chance = f"{row.probability * 100:.0f} %" if row.probability is not None else ""
    return f"{row.forecast.question} {name}: {', '.join(filter(None, [chance, said]))}"


def _resolution(row: Resolution, views: Views) -> str:
    value = f" ({number(row.value)})" if row.value is not None else ""
    return f"{row.forecast.question} {row.get_outcome_display()}{value}"


_MAKERS: dict[type[Fact], Callable[[Any, Views], str]] = {
    Statement: _statement,
    Claim: lambda row, _views: row.wording,
    ClaimLink: _claim_link,
    Event: lambda row, _views: _dated(row.name, row, "happened"),
    EventLink: _event_link,
    Figure: _figure,
    Agreement: lambda row, _views: _dated(row.name, row, "signed"),
    AgreementStatus: _state,
    Relation: _relation,
    Poll: _poll,
    Indicator: lambda row, _views: f"{row.name}: {row.question}",
    IndicatorReading: lambda row, _views: _dated(f"{row.indicator.name}: {number(row.value)}", row, "as_of"),
    Forecast: lambda row, _views: row.question,
    ForecastEntry: _entry,
    Resolution: _resolution,
    Term: lambda row, _views: f"“{row.wording}”: {row.meaning}",
    Actor: lambda row, _views: ", ".join(filter(None, [row.name, row.position])),
    Source: lambda row, _views: ", ".join(filter(None, [row.title, row.publisher])),
}
