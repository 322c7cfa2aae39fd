"""Numbers for the desk: small groups are folded, and curves are drawn as plain SVG paths."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SMALL = 20
"""Groups below this are folded into "other" (privacy.md): nobody is one of a handful."""


@dataclass(frozen=True)
class Group:
    """A share of readers; `name` is empty for the folded rest."""

    name: str
    count: int


def folded(groups: Iterable[Group]) -> list[Group]:
    """Largest first, those below SMALL together at the end. A rest that is small itself takes in the next larger
    group, so that it cannot be told by subtracting; one group alone says no more than the total does."""
    ordered = sorted(groups, key=lambda group: (-group.count, group.name))
    large = [group for group in ordered if group.count >= SMALL]
    rest = sum(group.count for group in ordered) - sum(group.count for group in large)
    while rest and rest < SMALL and len(large) > 1:
        rest += large.pop().count
    return [*large, *([Group("", rest)] if rest else [])]


@dataclass(frozen=True)
class Curve:
    """One line of a chart: its name, its numbers by day or month, and their path in the chart's units."""

    name: str
    numbers: tuple[int, ...]
    path: str
    kind: str


def curves(series: Sequence[tuple[str, str, Sequence[int]]], *, width: int, height: int) -> tuple[list[Curve], int]:
    """(kind, name, numbers) each to a path that fits width and height, all on one scale; and the scale's top."""
    top = _round_top(max((number for _, _, numbers in series for number in numbers), default=0))
    return [
        Curve(name, tuple(numbers), _path(numbers, top, width, height), kind) for kind, name, numbers in series
    ], top


def _path(numbers: Sequence[int], top: int, width: int, height: int) -> str:
    step = width / max(len(numbers) - 1, 1)
    points = (f"{index * step:.1f},{height - number * height / top:.1f}" for index, number in enumerate(numbers))
    return "M" + " L".join(points) if numbers else ""


def _round_top(most: int) -> int:
    """The next 1, 2 or 5 times a power of ten."""
    scale = 10 ** max(len(str(most)) - 1, 0)
    return next((factor * scale for factor in (1, 2, 5, 10) if factor * scale >= most), 10 * scale) or 1
