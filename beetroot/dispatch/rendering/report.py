"""What a finished sending has to show: the outcome, its course over time, and the chart of it. Reads only."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncDay, TruncHour, TruncMinute, TruncSecond

from beetroot.dispatch.models import Delivery, Sending
from beetroot.dispatch.rules.deliveries import State

STEPS = 24
"""At most so many rows stand in the table behind the chart."""

_GRAINS: tuple[tuple[timedelta, Any], ...] = (
    (timedelta(minutes=10), TruncSecond),
    (timedelta(hours=12), TruncMinute),
    (timedelta(days=14), TruncHour),
)


@dataclass(frozen=True)
class Step:
    """One row of the table: until when, how many the server took in this step, and how many by then."""

    until: datetime
    taken: int
    total: int


def course(sending: Sending) -> list[Step]:
    """How the mail server took the messages over time, in at most STEPS steps; empty where that is not known.

    A message counts at the time it was handed over. A ledger that has become counts no longer knows the times.
    """
    by_time: Counter[datetime] = Counter()
    span = (sending.finished_at or sending.starts_at) - (sending.first_armed_at or sending.starts_at)
    grain = next((truncate for longest, truncate in _GRAINS if span <= longest), TruncDay)
    for edition in sending.issue.editions.all():
        rows = Delivery.objects.filter(edition_id=edition.pk, state=State.ACCEPTED, armed_at__isnull=False)
        by_time.update(dict(rows.values_list(grain("armed_at")).annotate(number=Count("pk")).order_by()))
    return _steps(by_time)


def _steps(by_time: Counter[datetime]) -> list[Step]:
    if not by_time:
        return []
    first, last = min(by_time), max(by_time)
    width = max(timedelta(seconds=1), (last - first) / (STEPS - 1))
    grouped: Counter[int] = Counter()
    for moment, number in by_time.items():
        grouped[int((moment - first) / width)] += number
    made: list[Step] = []
    total = 0
    for place in range(max(grouped) + 1):
        total += grouped[place]
        made.append(Step(first + (place + 1) * width, grouped[place], total))
    return made


# --- the chart ----------------------------------------------------------------------------------------------------

WIDTH, HEIGHT = 640, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 68, 14, 14, 34


@dataclass(frozen=True)
class Tick:
    """A line of the grid: where, and what stands beside it."""

    at: float
    label: str


@dataclass(frozen=True)
class Chart:
    """Numbers for an SVG of WIDTH by HEIGHT: the area under the curve, the curve, and the grid."""

    area: str
    line: str
    across: list[Tick]
    down: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP
    bottom: int = HEIGHT - _BOTTOM


def chart(steps: Sequence[Step], *, began: datetime, audience: int) -> Chart | None:
    """The readers reached over time, from the first message on; None without at least one step."""
    if not steps:
        return None
    span = max((steps[-1].until - began).total_seconds(), 1.0)
    most = max(audience, steps[-1].total, 1)

    def x(moment: datetime) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * max(0.0, (moment - began).total_seconds()) / span

    def y(number: float) -> float:
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * number / most

    points = [(x(began), y(0)), *((x(step.until), y(step.total)) for step in steps)]
    line = " ".join(f"{across:.1f},{down:.1f}" for across, down in points)
    corners = f"{points[0][0]:.1f},{y(0):.1f} {line} {points[-1][0]:.1f},{y(0):.1f}"
    return Chart(
        area=corners,
        line=line,
        across=[Tick(y(number), f"{number:,}") for number in _round_numbers(most)],
        down=[Tick(x(began + timedelta(seconds=span * part / 4)), _clock(span * part / 4, span)) for part in range(5)],
    )


def _round_numbers(most: int) -> list[int]:
    """0 and up to five round numbers below or at `most`."""
    step = next(size * 10**power for power in range(12) for size in (1, 2, 5) if most / (size * 10**power) <= 5)
    return list(range(0, most + 1, step))


def _clock(seconds: float, span: float) -> str:
    """Time since the first message, in the unit that fits the whole: 40 s, 12:30 min, 3:20 h."""
    if span < 120:
        return f"{seconds:.0f} s"
    first, second = divmod(round(seconds if span < 7200 else seconds / 60), 60)
    return f"{first}:{second:02} {'min' if span < 7200 else 'h'}"
