"""Polls, terms, indicators and forecasts as readers see them."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from beetroot.record.models import (
    Forecast,
    ForecastEntry,
    Indicator,
    IndicatorReading,
    Poll,
    Resolution,
    Score,
    Term,
)
from beetroot.record.rendering import charts
from beetroot.record.rendering.facts import Views, number, when
from beetroot.record.rendering.shapes import (
    EntryView,
    EvidenceRow,
    ForecastView,
    IndicatorView,
    Matrix,
    PollView,
    ReadingView,
    Said,
    ShareView,
    TermView,
    TrackView,
)
from beetroot.record.rules import forecasting, hypotheses
from beetroot.record.rules.vocabulary import Domain, Outcome, Side


def polls(views: Views) -> tuple[PollView, ...]:
    """The polls behind the gate, the latest first."""
    return tuple(_poll(row, views) for row in views.gate.polls)


def _poll(row: Poll, views: Views) -> PollView:
    shares = list(row.shares.all())
    answers = {share.pk: share.answer for share in shares}
    return PollView(
        id=str(row.pk),
        question=row.question,
        pollster=row.pollster.name if row.pollster else row.pollster_as_written,
        asked=when(row, "fielded"),
        population=row.population,
        sample=str(row.sample or ""),
        shares=tuple(
            ShareView(
                answer=share.answer,
                printed=share.printed,
                percent=number(share.percent),
                equals=answers.get(share.equals_id, "") if share.equals_id else "",
            )
            for share in shares
        ),
        backing=views.backing(row),
    )


def terms(rows: Iterable[Term]) -> tuple[TermView, ...]:
    """Words with their meaning."""
    return tuple(
        TermView(
            id=str(row.pk),
            wording=row.wording,
            meaning=row.meaning,
            used_by=row.used_by.name if row.used_by else row.used_by_as_written,
        )
        for row in rows
    )


# -- indicators ------------------------------------------------------------------------------------------------


def indicators(views: Views) -> tuple[IndicatorView, ...]:
    """By domain, each with its readings."""
    readings: dict[UUID, list[IndicatorReading]] = defaultdict(list)
    for reading in views.gate.indicator_readings:
        readings[reading.indicator_id].append(reading)
    return tuple(_indicator(row, readings[row.pk], views) for row in views.gate.indicators)


def _indicator(row: Indicator, readings: list[IndicatorReading], views: Views) -> IndicatorView:
    dated = [(day, float(one.value)) for one in readings if (day := one.as_of_min or one.as_of_max)]
    threshold = float(row.threshold) if row.threshold is not None else None
    title = _("%(name)s over time; the table has the same readings.") % {"name": row.name}
    return IndicatorView(
        id=str(row.pk),
        name=row.name,
        domain=row.domain,
        domain_label=str(Domain(row.domain).label) if row.domain else "",
        question=row.question,
        unit=row.unit,
        low=number(row.low),
        high=number(row.high),
        steps=tuple(line.strip() for line in row.scale.splitlines() if line.strip()),
        threshold=number(row.threshold),
        side=str(Side(row.side).label),
        readings=tuple(
            ReadingView(number(one.value), one.words, when(one, "as_of"), views.backing(one)) for one in readings
        ),
        trend=trend([value for _day, value in dated]),
        alarm=bool(readings) and alarms(row, readings[-1]),
        chart=charts.steps(dated, low=float(row.low), high=float(row.high), threshold=threshold, title=title),
        backing=views.backing(row),
    )


def trend(values: list[float]) -> str:
    """In a word, from the last two readings; "" for fewer."""
    if len(values) < 2:
        return ""
    if values[-1] == values[-2]:
        return _("unchanged")
    return _("rising") if values[-1] > values[-2] else _("falling")


def alarms(indicator: Indicator, reading: IndicatorReading) -> bool:
    """Whether the reading lies on the alarming side of the threshold."""
    if indicator.threshold is None:
        return False
    if indicator.side == Side.ABOVE:
        return reading.value >= indicator.threshold
    return reading.value <= indicator.threshold


# -- forecasts -------------------------------------------------------------------------------------------------


def forecasts(views: Views) -> tuple[ForecastView, ...]:
    """Open ones first, then by closing day."""
    entries: dict[UUID, list[ForecastEntry]] = defaultdict(list)
    for entry in views.gate.forecast_entries:
        entries[entry.forecast_id].append(entry)
    last = {row.forecast_id: row for row in views.gate.resolutions}
    made = [_forecast(row, entries[row.pk], last.get(row.pk), views) for row in views.gate.forecasts]
    return tuple(sorted(made, key=lambda view: bool(view.outcome)))


def _forecast(row: Forecast, entries: list[ForecastEntry], last: Resolution | None, views: Views) -> ForecastView:
    return ForecastView(
        id=str(row.pk),
        question=row.question,
        criteria=row.criteria,
        fine_print=row.fine_print,
        condition=row.condition,
        closes=row.closes_at.date().isoformat(),
        is_closed=row.closes_at <= (views.gate.known_on or timezone.now()),
        outcome=last.outcome if last else "",
        outcome_label=str(Outcome(last.outcome).label) if last else "",
        evidence=last.evidence if last else "",
        value=number(last.value) if last else "",
        entries=tuple(_entry(entry, last, views) for entry in entries),
        backing=views.backing(row),
    )


def _entry(row: ForecastEntry, last: Resolution | None, views: Views) -> EntryView:
    score = next((one for one in row.scores.all() if last and one.resolution_id == last.pk), None)
    said = when(row, "entered")
    return EntryView(
        who=row.who or _("this newsroom"),
        percent="" if row.probability is None else f"{row.probability * 100:.0f}",
        wording=row.wording,
        scale=row.wording_scale,
        abstains=row.abstains,
        when=said,
        brier=f"{score.brier:.2f}" if score else "",
        log=f"{score.log:.2f}" if score else "",
        backing=views.backing(row),
    )


def track(views: Views) -> tuple[TrackView, ...]:
    """Everybody with a scored entry among the public forecasts here, over the newest resolution of each."""
    shown = {entry.pk: entry for entry in views.gate.forecast_entries}
    newest = {row.forecast_id: row.pk for row in views.gate.resolutions}
    scores = Score.objects.filter(entry__in=shown, resolution__in=newest.values()).select_related("resolution")
    pairs: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for one in scores:
        entry = shown[one.entry_id]
        who = entry.who or _("this newsroom")
        pairs[who].append((entry.probability or 0.0, one.resolution.outcome == Outcome.YES))
    return tuple(_track(who, found) for who, found in sorted(pairs.items()))


def _track(who: str, pairs: list[tuple[float, bool]]) -> TrackView:
    record = forecasting.track_record(pairs)
    if record is None:  # nobody is listed without a scored entry
        return TrackView(who, 0, "", "", "", ())
    title = _("Calibration of %(who)s; the table has the same numbers.") % {"who": who}
    rows = tuple(
        (f"{one.low * 100:.0f}–{one.high * 100:.0f} %", one.count, f"{one.mean * 100:.0f} %", f"{one.came_true:.0%}")
        for one in record.bins
    )
    chart = charts.calibration(record.bins, title=title)
    return TrackView(who, record.count, f"{record.brier:.2f}", f"{record.log:.2f}", chart, rows)


# -- hypotheses ------------------------------------------------------------------------------------------------


def matrix(views: Views) -> Matrix | None:
    """Competing hypotheses of the situation with the evidence linked to them; None for fewer than two."""
    rows = {str(claim.pk): claim for claim in views.gate.claims if claim.is_hypothesis}
    if len(rows) < 2:
        return None
    links = [link for link in views.gate.claim_links if str(link.claim_id) in rows]
    texts = {str(link.origin.pk): _evidence(views.said(link)) for link in links if link.origin}
    found = hypotheses.matrix(
        list(rows),
        [hypotheses.Evidence(str(link.origin.pk), link.link, str(link.claim_id)) for link in links if link.origin],
    )
    counts = zip(found.hypotheses, found.against, found.supporting, strict=True)
    return Matrix(
        hypotheses=tuple((rows[name].wording, against, supporting) for name, against, supporting in counts),
        rows=tuple(EvidenceRow(texts[row.origin], row.marks, row.tells_apart) for row in found.rows),
    )


def _evidence(said: Said) -> str:
    words = said.content or said.label
    return f"{said.who}: {words}" if said.who else words
