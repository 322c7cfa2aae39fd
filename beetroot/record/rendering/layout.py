"""Where the boxes of a drawn graph stand and how its lines bow: readable first, the same facts always alike."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import combinations, pairwise

Point = tuple[float, float]
Size = tuple[float, float]
Pair = tuple[str, str]
#: Room between two boxes, aside and down: a line's number has to stand there.
_GAP_ASIDE, _GAP_DOWN = 40.0, 48.0
_STARTS, _STEPS, _PUSHES = 3, 24, 80
#: Steps between what hangs together and what does not: near enough to fill the sheet.
_UNTIED = 2.6
_BOW = 48.0
#: How far all lines between the same two may go aside together.
_SHIFTS = (0.0, 0.8, -0.8, 1.6, -1.6, 2.6, -2.6)


@dataclass(frozen=True, slots=True)
class Box:
    """A name's box by its middle."""

    name: str
    x: float
    y: float
    width: float
    height: float

    def holds(self, spot: Point, room: float = 0) -> bool:
        """Whether a point lies on the box, or nearer to it than `room`."""
        return abs(spot[0] - self.x) < self.width / 2 + room and abs(spot[1] - self.y) < self.height / 2 + room

    def rim(self, toward: Point) -> Point:
        """Where the line from the box's middle towards a point leaves the box."""
        aside, down = toward[0] - self.x, toward[1] - self.y
        reach = max(abs(aside) / (self.width / 2 + 3), abs(down) / (self.height / 2 + 3), 1e-6)
        return self.x + aside / reach, self.y + down / reach


@dataclass(frozen=True, slots=True)
class Curve:
    """A quadratic Bézier curve from rim to rim."""

    start: Point
    control: Point
    end: Point

    def at(self, share: float) -> Point:
        """The point after this share of the way, 0 to 1."""
        rest = 1 - share
        a, b, c = rest * rest, 2 * rest * share, share * share
        x, y = (a * self.start[i] + b * self.control[i] + c * self.end[i] for i in (0, 1))
        return x, y


@dataclass(frozen=True, slots=True)
class Layout:
    """Boxes by name, a curve for each pair in order, and the height they take; `faults` counts what is hard to read."""

    boxes: Mapping[str, Box]
    curves: Sequence[Curve]
    height: float
    faults: float


def lay_out(sizes: Mapping[str, Size], pairs: Sequence[Pair], *, width: float) -> Layout:
    """The best of a few: each by stress majorization (Gansner, Koren and North 2004) from a fixed start, stretched to
    the sheet, boxes pushed apart."""
    room = sum((wide + _GAP_ASIDE) * (high + _GAP_DOWN) for wide, high in sizes.values())
    height = max(1.6 * room / width, max((high for _wide, high in sizes.values()), default=0) + 8)
    steps = _steps_between(list(sizes), pairs)
    tried = (_from_start(number, sizes, pairs, steps, (width, height)) for number in range(_STARTS))
    return min(tried, key=lambda one: one.faults)


def _from_start(
    number: int, sizes: Mapping[str, Size], pairs: Sequence[Pair], steps: Mapping[Pair, float], sheet: Size
) -> Layout:
    spots = _stretched(_majorized(list(sizes), steps, number), sizes, sheet)
    placed = [Box(name, *spot, *sizes[name]) for name, spot in spots.items()]
    for _push in range(_PUSHES):
        before, placed = placed, _apart(placed, sheet)
        if placed == before:
            break
    boxes, height = _trimmed(placed)
    curves = _curves(pairs, boxes, sheet[0])
    return Layout(boxes, curves, height, _faults(boxes, curves, pairs))


def _steps_between(names: Sequence[str], pairs: Sequence[Pair]) -> dict[Pair, float]:
    ties = Counter(frozenset(pair) for pair in pairs)
    near: dict[str, list[tuple[str, float]]] = {name: [] for name in names}
    for one, other in {tuple(sorted(pair)) for pair in pairs}:
        # Many lines between two take more room.
        length = 1 + 0.15 * (ties[frozenset((one, other))] - 1)
        near[one].append((other, length))
        near[other].append((one, length))
    reached = {name: _reached(name, near) for name in names}
    return {(name, other): reached[name].get(other, _UNTIED) for name in names for other in names}


def _reached(name: str, near: Mapping[str, Sequence[tuple[str, float]]]) -> dict[str, float]:
    """Steps to everything that hangs together with `name` (Dijkstra)."""
    found: dict[str, float] = {}
    waiting = [(0.0, name)]
    while waiting:
        steps, here = heappop(waiting)
        if here not in found:
            found[here] = steps
            for other, length in near[here]:
                heappush(waiting, (steps + length, other))
    return found


def _majorized(names: Sequence[str], steps: Mapping[Pair, float], number: int) -> dict[str, Point]:
    """Distances on the sheet as near as can be to the steps between the names; `number` turns the start around."""
    turn = 2 * math.pi / len(names)
    order = [(place * (2 * number + 1)) % len(names) for place in range(len(names))]
    spots = {name: (math.cos(turn * p + 0.3) * 2, math.sin(turn * p + 0.3) * 2 + place / 97)
             for place, (name, p) in enumerate(zip(names, order, strict=True))}  # fmt: skip
    for _step in range(_STEPS):
        for name in names:
            spots[name] = _pulled(name, spots, steps)
    return spots


def _pulled(name: str, spots: Mapping[str, Point], steps: Mapping[Pair, float]) -> Point:
    """Where all the others together would have it (one name's part of the majorizing function)."""
    here, sum_x, sum_y, weights = spots[name], 0.0, 0.0, 0.0
    for other, (x, y) in spots.items():
        if other == name:
            continue
        wanted = steps[name, other]
        weight = wanted**-2
        aside, down = here[0] - x, here[1] - y
        share = wanted / max(math.hypot(aside, down), 1e-6)
        sum_x += weight * (x + aside * share)
        sum_y += weight * (y + down * share)
        weights += weight
    return (sum_x / weights, sum_y / weights) if weights else here


def _stretched(spots: Mapping[str, Point], sizes: Mapping[str, Size], sheet: Size) -> dict[str, Point]:
    """The sheet filled from edge to edge, the longer way of the spots along its longer side."""
    (left, right), (top, foot) = ((min(v), max(v)) for v in zip(*spots.values(), strict=True))
    if (right - left > foot - top) != (sheet[0] > sheet[1]):
        spots = {name: (y, x) for name, (x, y) in spots.items()}
        left, right, top, foot = top, foot, left, right
    wide, high = (max(size[axis] for size in sizes.values()) for axis in (0, 1))
    return {
        name: (
            wide / 2 + 4 + (sheet[0] - wide - 8) * (x - left) / max(right - left, 1e-6),
            high / 2 + 4 + (sheet[1] - high - 8) * (y - top) / max(foot - top, 1e-6),
        )
        for name, (x, y) in spots.items()
    }


def _apart(boxes: Sequence[Box], sheet: Size) -> list[Box]:
    """One step of pushing boxes off each other, and back onto the sheet."""
    moved = [[box.x, box.y] for box in boxes]
    for (one, first), (other, second) in combinations(enumerate(boxes), 2):
        over_x = (first.width + second.width) / 2 + _GAP_ASIDE - abs(first.x - second.x)
        over_y = (first.height + second.height) / 2 + _GAP_DOWN - abs(first.y - second.y)
        if over_x <= 0 or over_y <= 0:
            continue
        axis, over = (0, over_x) if over_x < over_y else (1, over_y)
        way = 1 if (first.x, first.y)[axis] >= (second.x, second.y)[axis] else -1
        moved[one][axis] += way * over / 2
        moved[other][axis] -= way * over / 2
    return [_inside(replace(box, x=x, y=y), sheet) for box, (x, y) in zip(boxes, moved, strict=True)]


def _inside(box: Box, sheet: Size) -> Box:
    aside, down = box.width / 2 + 4, box.height / 2 + 4
    return replace(box, x=min(max(box.x, aside), sheet[0] - aside), y=min(max(box.y, down), sheet[1] - down))


def _trimmed(boxes: Sequence[Box]) -> tuple[dict[str, Box], float]:
    """Without the empty strips above and below."""
    top = min(box.y - box.height / 2 for box in boxes) - 4
    foot = max(box.y + box.height / 2 for box in boxes) + 4
    return {box.name: replace(box, y=box.y - top) for box in boxes}, foot - top


# -- lines -----------------------------------------------------------------------------------------------------


def _curves(pairs: Sequence[Pair], boxes: Mapping[str, Box], width: float) -> list[Curve]:
    """Several lines between the same two bow apart; where they would lead over a third box, all of them around it."""
    bows = [_bow(number, pairs) for number in range(len(pairs))]
    shifts = {}
    for group in {frozenset(pair) for pair in pairs}:
        same = [(pair, bow) for pair, bow in zip(pairs, bows, strict=True) if set(pair) == group]
        shifts[group] = min(_SHIFTS, key=lambda shift: _cost(same, shift, boxes, width))
    return [
        _curve(pair, bow + _side(pair) * shifts[frozenset(pair)], boxes) for pair, bow in zip(pairs, bows, strict=True)
    ]


def _bow(number: int, pairs: Sequence[Pair]) -> float:
    same = [place for place, pair in enumerate(pairs) if set(pair) == set(pairs[number])]
    return (same.index(number) - (len(same) - 1) / 2) * _side(pairs[number])


def _side(pair: Pair) -> int:
    """To which side a line bows: there and back would lie on each other otherwise."""
    return 1 if pair[0] <= pair[1] else -1


def _cost(lines: Sequence[tuple[Pair, float]], shift: float, boxes: Mapping[str, Box], width: float) -> float:
    curves = [(pair, _curve(pair, bow + _side(pair) * shift, boxes)) for pair, bow in lines]
    return sum(_covered(curve, pair, boxes) + 3 * _outside(curve, width) for pair, curve in curves) + abs(shift) / 9


def _curve(pair: Pair, bow: float, boxes: Mapping[str, Box]) -> Curve:
    start, end = (boxes[name] for name in pair)
    length = math.hypot(end.x - start.x, end.y - start.y) or 1
    control = (
        (start.x + end.x) / 2 + bow * _BOW * (start.y - end.y) / length,
        (start.y + end.y) / 2 + bow * _BOW * (end.x - start.x) / length,
    )
    return Curve(start.rim(control), control, end.rim(control))


def _covered(curve: Curve, pair: Pair, boxes: Mapping[str, Box]) -> int:
    """How many of a dozen points of the line lie on boxes that it does not lead to."""
    others = [box for name, box in boxes.items() if name not in pair]
    return sum(any(box.holds(curve.at(step / 13), 5) for box in others) for step in range(1, 13))


def _outside(curve: Curve, width: float) -> int:
    return sum(not 11 < curve.at(share)[0] < width - 11 for share in (0.3, 0.5, 0.7))


def _faults(boxes: Mapping[str, Box], curves: Sequence[Curve], pairs: Sequence[Pair]) -> float:
    """Lines over boxes and boxes over boxes weigh most, then lines that cross, then long ones."""
    over = sum(_covered(curve, pair, boxes) for curve, pair in zip(curves, pairs, strict=True))
    touching = sum(
        abs(one.x - other.x) < (one.width + other.width) / 2 + 8
        and abs(one.y - other.y) < (one.height + other.height) / 2 + 8
        for one, other in combinations(boxes.values(), 2)
    )
    ways = [(curve.start, curve.at(0.5), curve.end) for curve in curves]
    crossings = sum(_cross(one, other) for one, other in combinations(ways, 2))
    length = sum(math.dist(curve.start, curve.end) for curve in curves)
    return 4 * over + 20 * touching + 3 * crossings + length / 100


def _cross(one: tuple[Point, ...], other: tuple[Point, ...]) -> bool:
    return any(
        _sides(a, b, c) * _sides(a, b, d) < 0 and _sides(c, d, a) * _sides(c, d, b) < 0
        for a, b in pairwise(one)
        for c, d in pairwise(other)
    )


def _sides(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
