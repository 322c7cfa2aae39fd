"""Drawings of numbers and dates as SVG, made on the server: no script, no style attribute, each with words behind it.

Positions across are percentages, so that a style sheet can make a drawing wider (which is how a timeline is zoomed)
without stretching its letters.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from django.utils.translation import gettext as _

from beetroot.record.rules.forecasting import Bin

LANES = ("military", "economic", "political", "legal", "information", "")
#: A lane has its name above its marks, which would lie over it otherwise.
_LANE, _NAME, _TOP, _FOOT = 34, 12, 4, 24


@dataclass(frozen=True, slots=True)
class Moment:
    """Something on the strip: from `start` to `end` (one of them may be open), in a lane, with the id it leads to."""

    start: date | None
    end: date | None
    lane: str
    title: str
    mark: str
    shape: str


def strip(moments: Sequence[Moment], *, labels: dict[str, str]) -> str:
    """A time line with a lane for each domain; "" for fewer than three dated moments."""
    dated = [one for one in moments if one.start or one.end]
    if len(dated) < 3:
        return ""
    lanes = [lane for lane in LANES if any(one.lane == lane for one in dated)]
    across = _across(dated)
    height = _TOP + _LANE * len(lanes) + _FOOT
    title = escape(_("When it happened, by domain"))
    return (
        f'<svg class="strip" xmlns="http://www.w3.org/2000/svg" width="100%" height="{height}" font-size="12">'
        f"<title>{title}</title>"
        f"{''.join(_years(across, height))}{_break(across, height)}"
        f"{''.join(_lane(number, labels.get(lane, '')) for number, lane in enumerate(lanes))}"
        f"{''.join(_moment(one, across, lanes.index(one.lane)) for one in dated)}</svg>"
    )


@dataclass(frozen=True, slots=True)
class _Across:
    """From days to per cent of the width, with room at both ends."""

    first: int
    last: int
    gap: tuple[int, int] | None = None
    """From and to where nothing happened: drawn as a short break, or years of quiet would squeeze all the rest."""

    def at(self, day: date | int) -> float:
        number = day if isinstance(day, int) else day.toordinal()
        return 2 + 96 * self._shown(number) / self._shown(self.last)

    def _shown(self, number: int) -> float:
        """Days from the beginning, those of the gap shortened to a tenth of all the others."""
        if self.gap is None:
            return number - self.first
        begins, ends = self.gap
        short = 0.1 * (self.last - self.first - (ends - begins))
        within = min(max(number - begins, 0), ends - begins)
        return number - self.first - within + short * within / (ends - begins)

    def is_quiet(self, day: date) -> bool:
        return self.gap is not None and self.gap[0] < day.toordinal() < self.gap[1]


def _across(dated: Sequence[Moment]) -> _Across:
    """The scale; the longest quiet time is cut out when it is more than half of the whole."""
    spans = sorted(
        (start.toordinal(), end.toordinal())
        for start, end in ((one.start or one.end, one.end or one.start) for one in dated)
        if start and end
    )
    first, last = spans[0][0], max(max(end for _start, end in spans), spans[0][0] + 30)
    until, gap = spans[0][1], (first, first)
    for start, end in spans:
        if start - until > gap[1] - gap[0]:
            gap = (until, start)
        until = max(until, end)
    return _Across(first, last, gap if gap[1] - gap[0] > (last - first) / 2 else None)


def _break(across: _Across, height: int) -> str:
    if across.gap is None:
        return ""
    begins, ends = (across.at(day) for day in across.gap)
    title = escape(_("nothing on record in between"))
    return (
        f'<g class="strip-break"><title>{title}</title><rect x="{begins + 1.5:.2f}%" y="0" '
        f'width="{ends - begins - 3:.2f}%" height="{height - _FOOT + 4}"/>'
        f'<text x="{(begins + ends) / 2:.2f}%" y="{height - 6}" text-anchor="middle">⋯</text></g>'
    )


def _years(across: _Across, height: int) -> Iterable[str]:
    drawn = range(date.fromordinal(across.first).year, date.fromordinal(across.last).year + 1)
    years = [year for year in drawn if not across.is_quiet(date(year, 1, 1))]
    every = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if len(years) / step <= 12)
    for year in years:
        place = across.at(date(year, 1, 1))
        if year % every or not 1 <= place <= 96:
            continue
        yield (
            f'<line class="strip-year" x1="{place:.2f}%" x2="{place:.2f}%" y1="0" y2="{height - _FOOT + 4}"/>'
            f'<text class="strip-label" x="{place:.2f}%" y="{height - 6}" dx="3">{year}</text>'
        )


def _lane(number: int, label: str) -> str:
    y = _middle(number)
    return (
        f'<line class="strip-lane" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
        f'<text class="strip-label" x="6" y="{_TOP + _LANE * number + _NAME - 2}">{escape(label)}</text>'
    )


def _middle(lane: int) -> int:
    """Where the marks of a lane lie: in the middle of what its name leaves free."""
    return _TOP + _LANE * lane + _NAME + (_LANE - _NAME) // 2


def _moment(one: Moment, across: _Across, lane: int) -> str:
    y = _middle(lane)
    start = across.at(one.start or one.end or across.first)
    end = across.at(one.end or across.last)
    long = one.shape == "span" and end - start > 0.6
    if long:
        drawn = f'<rect x="{start:.2f}%" y="{y - 4}" width="{end - start:.2f}%" height="8" rx="4"/>'
    elif one.shape == "before":
        # An arrow's head to the left of the last day that is possible.
        drawn = f'<circle cx="{end:.2f}%" cy="{y}" r="5"/><text x="{end:.2f}%" dx="-16" y="{y + 4}">←</text>'
    else:
        drawn = f'<circle cx="{start:.2f}%" cy="{y}" r="5"/>'
    return f'<a class="strip-{one.shape}" href="#{escape(one.mark)}"><title>{escape(one.title)}</title>{drawn}</a>'


def steps(points: Sequence[tuple[date, float]], *, low: float, high: float, threshold: float | None, title: str) -> str:
    """Readings over time, each holding until the next; "" for fewer than two."""
    if len(points) < 2:
        return ""
    across = _Across(points[0][0].toordinal(), max(points[-1][0].toordinal(), points[0][0].toordinal() + 1))
    height = 110

    def up(value: float) -> float:
        return 12 + (height - 36) * (1 - (value - low) / (high - low))

    lines = []
    for number, (day, value) in enumerate(points):
        until = points[number + 1][0] if number + 1 < len(points) else day
        x, to, y = across.at(day), across.at(until), up(value)
        lines.append(f'<line class="chart-step" x1="{x:.2f}%" x2="{to:.2f}%" y1="{y:.1f}" y2="{y:.1f}"/>')
        if number + 1 < len(points):
            lines.append(
                f'<line class="chart-rise" x1="{to:.2f}%" x2="{to:.2f}%" y1="{y:.1f}" '
                f'y2="{up(points[number + 1][1]):.1f}"/>'
            )
        lines.append(f'<circle class="chart-point" cx="{x:.2f}%" cy="{y:.1f}" r="4.5"/>')
    limit = (
        f'<line class="chart-limit" x1="0" x2="100%" y1="{up(threshold):.1f}" y2="{up(threshold):.1f}"/>'
        if threshold is not None and low <= threshold <= high
        else ""
    )
    return (
        f'<svg class="chart" role="img" aria-label="{escape(title)}" xmlns="http://www.w3.org/2000/svg" '
        f'width="100%" height="{height}" font-size="12">'
        f'<line class="chart-base" x1="0" x2="100%" y1="{up(low):.1f}" y2="{up(low):.1f}"/>{limit}{"".join(lines)}'
        f'<text class="strip-label" x="2%" y="{height - 4}">{points[0][0].year}</text>'
        f'<text class="strip-label" x="98%" y="{height - 4}" text-anchor="end">{points[-1][0].year}</text></svg>'
    )


def calibration(bins: Sequence[Bin], *, title: str) -> str:
    """How often what was said with some probability came true; on the slanted line everything is as it should be."""
    if not bins:
        return ""
    size, edge = 220, 26
    said, came_true = _("said: 0–100 %"), _("came true: 0–100 %")
    inside = size - 2 * edge
    dots = "".join(
        f'<circle class="chart-point" cx="{edge + inside * one.mean:.1f}" '
        f'cy="{size - edge - inside * one.came_true:.1f}" r="{min(3 + one.count, 9)}"/>'
        for one in bins
    )
    return (
        f'<svg class="chart chart-calibration" role="img" aria-label="{escape(title)}" '
        f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}" font-size="11">'
        f'<rect class="chart-frame" x="{edge}" y="{edge}" width="{inside}" height="{inside}"/>'
        f'<line class="chart-limit" x1="{edge}" y1="{size - edge}" x2="{size - edge}" y2="{edge}"/>{dots}'
        f'<text class="strip-label" x="{edge}" y="{size - 8}">{escape(said)}</text>'
        f'<text class="strip-label" x="{edge}" y="{edge - 8}">{escape(came_true)}</text></svg>'
    )
