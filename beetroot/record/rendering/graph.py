"""Who depends on whom, drawn on the server as an accessible SVG; the table of relations stands behind it.

No style attributes and no script: colours are `currentColor`, the rest is the style sheet's (`record-graph-*`), so
the drawing follows dark mode and passes a strict Content-Security-Policy.
"""

import math
import textwrap
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import combinations

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

WIDTH, HEIGHT = 720, 620
MOST_ACTORS = 14
_ROW, _CHARACTER, _PADDING = 17, 7.2, 10
_LONGEST_LINE = 18
_GAP, _STEPS = 52, 150
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """One relation: `number` is its row in the table; `strong` ones are dependencies."""

    number: int
    subject: str
    label: str
    object: str
    mutual: bool
    strong: bool


@dataclass(frozen=True, slots=True)
class _Node:
    name: str
    x: float
    y: float

    @property
    def rows(self) -> list[str]:
        return _rows(self.name)

    @property
    def width(self) -> float:
        return _size(self.name)[0]

    @property
    def height(self) -> float:
        return _size(self.name)[1]


def _rows(name: str) -> list[str]:
    return textwrap.wrap(name, _LONGEST_LINE) or [name]


@lru_cache(maxsize=256)
def _size(name: str) -> Point:
    rows = _rows(name)
    return max(map(len, rows)) * _CHARACTER + 2 * _PADDING, len(rows) * _ROW + _PADDING


def draw(lines: list[Line]) -> str:
    """The `<svg>` as safe markup, "" for no lines. Actors with the fewest ties are left to the table past 14."""
    return _drawn(tuple(lines), get_language() or "") if lines else ""


@lru_cache(maxsize=32)
def _drawn(lines: tuple[Line, ...], _language: str) -> str:
    """Kept, as pushing the boxes apart takes longer than anything else on the page and the ties seldom change."""
    ties = Counter(name for line in lines for name in (line.subject, line.object))
    names = [name for name, _count in ties.most_common(MOST_ACTORS)]
    drawn = [line for line in lines if line.subject in names and line.object in names]
    nodes = _place(names, drawn)
    curves = [_curve(line, nodes, _bend(line, drawn)) for line in drawn]
    edges = "".join(map(_edge, drawn, curves))
    boxes = "".join(map(_box, nodes.values()))
    numbers = "".join(map(_number, drawn, _number_spots(curves, nodes.values())))
    return (
        f'<svg class="record-graph" role="img" aria-labelledby="record-graph-title record-graph-description" '
        f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="inherit" font-size="13">'
        f'<title id="record-graph-title">{escape(_("Who depends on whom"))}</title>'
        f'<desc id="record-graph-description">{escape(_description(len(names), len(drawn), len(ties)))}</desc>'
        f'<defs><marker id="record-graph-arrow" viewBox="0 0 10 10" refX="9" refY="5" '
        f'markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" '
        f'orient="auto-start-reverse"><path d="M0 0 10 5 0 10z" fill="currentColor"/></marker></defs>'
        f"{edges}{boxes}{numbers}</svg>"
    )


def _description(actors: int, lines: int, all_actors: int) -> str:
    said = ngettext("%(lines)s tie", "%(lines)s ties", lines) % {"lines": lines}
    among = _("among %(actors)s actors. Each line has the number of its line below.") % {"actors": actors}
    left = all_actors - actors
    rest = ngettext(" %(left)s more actor is in the list only.", " %(left)s more actors are in the list only.", left)
    return f"{said} {among}{rest % {'left': left} if left else ''}"


def _place(names: list[str], lines: list[Line]) -> dict[str, _Node]:
    """Ties pull, everybody pushes (Fruchterman and Reingold 1991), from a fixed start, so the same facts draw alike."""
    near = {frozenset((line.subject, line.object)) for line in lines}
    angle = 2 * math.pi / len(names)
    spots = [[WIDTH / 2 + 200 * math.cos(n * angle), HEIGHT / 2 + 160 * math.sin(n * angle)] for n in range(len(names))]
    ideal = 0.85 * math.sqrt(WIDTH * HEIGHT / len(names))
    for step in range(_STEPS):
        _move(spots, names, near, ideal, most=60 * (1 - step / _STEPS) + 1)
    nodes = [_Node(name, x, y) for name, (x, y) in zip(names, spots, strict=True)]
    for _step in range(_STEPS):
        before, nodes = nodes, _apart(nodes)
        if nodes == before:
            break
    return {node.name: node for node in nodes}


def _move(spots: list[list[float]], names: list[str], near: set[frozenset[str]], ideal: float, *, most: float) -> None:
    forces = [[0.06 * (WIDTH / 2 - x), 0.09 * (HEIGHT / 2 - y)] for x, y in spots]
    for (one, here), (other, there) in combinations(enumerate(spots), 2):
        aside, down = here[0] - there[0], here[1] - there[1]
        distance = max(math.hypot(aside, down), 1.0)
        strength = ideal**2 / distance**2
        if frozenset((names[one], names[other])) in near:
            strength -= distance / ideal
        for axis, way in enumerate((aside, down)):
            forces[one][axis] += way * strength
            forces[other][axis] -= way * strength
    for spot, force in zip(spots, forces, strict=True):
        shrink = min(1.0, most / max(math.hypot(*force), 0.01))
        spot[0] += force[0] * shrink
        spot[1] += force[1] * shrink


def _apart(nodes: list[_Node]) -> list[_Node]:
    """One step of pushing boxes off each other, with room for a number between them, and back into the drawing."""
    moved = [[node.x, node.y] for node in nodes]
    for one, other in combinations(range(len(nodes)), 2):
        first, second = nodes[one], nodes[other]
        over_x = (first.width + second.width) / 2 + _GAP - abs(first.x - second.x)
        over_y = (first.height + second.height) / 2 + _GAP - abs(first.y - second.y)
        if over_x <= 0 or over_y <= 0:
            continue
        axis, over = (0, over_x) if over_x < over_y else (1, over_y)
        way = 1 if (first.x, first.y)[axis] >= (second.x, second.y)[axis] else -1
        moved[one][axis] += way * over / 2
        moved[other][axis] -= way * over / 2
    return [_inside(_Node(node.name, x, y)) for node, (x, y) in zip(nodes, moved, strict=True)]


def _inside(node: _Node) -> _Node:
    half_width, half_height = node.width / 2 + 4, node.height / 2 + 4
    x = min(max(node.x, half_width), WIDTH - half_width)
    y = min(max(node.y, half_height), HEIGHT - half_height)
    return _Node(node.name, x, y)


def _bend(line: Line, lines: list[Line]) -> float:
    """How far a line bows, so that several between the same two do not cover each other: -1, 0, 1, 2 …"""
    same = [other for other in lines if {other.subject, other.object} == {line.subject, line.object}]
    turn = 1 if line.subject <= line.object else -1
    return (same.index(line) - (len(same) - 1) / 2) * turn


@dataclass(frozen=True, slots=True)
class _Curve:
    """A quadratic Bézier curve from rim to rim."""

    start: Point
    control: Point
    end: Point

    def at(self, share: float) -> Point:
        rest = 1 - share
        a, b, c = rest * rest, 2 * rest * share, share * share
        x, y = (a * self.start[i] + b * self.control[i] + c * self.end[i] for i in (0, 1))
        return x, y


def _curve(line: Line, nodes: dict[str, _Node], bend: float) -> _Curve:
    start, end = nodes[line.subject], nodes[line.object]
    length = math.hypot(end.x - start.x, end.y - start.y) or 1
    control = (
        (start.x + end.x) / 2 + bend * 64 * (start.y - end.y) / length,
        (start.y + end.y) / 2 + bend * 64 * (end.x - start.x) / length,
    )
    return _Curve(_rim(start, control), control, _rim(end, control))


def _number_spots(curves: list[_Curve], nodes: Iterable[_Node]) -> list[Point]:
    """Where each line's number stands: near its middle, off the boxes and off the other numbers."""
    boxes, taken = list(nodes), list[Point]()
    for curve in curves:
        tried = [curve.at(share) for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)]
        taken.append(next((spot for spot in tried if _is_free(spot, boxes, taken)), tried[0]))
    return taken


def _is_free(spot: Point, boxes: list[_Node], taken: list[Point]) -> bool:
    on_box = any(
        abs(spot[0] - box.x) < box.width / 2 + 10 and abs(spot[1] - box.y) < box.height / 2 + 10 for box in boxes
    )
    return not on_box and all(math.dist(spot, other) > 22 for other in taken)


def _edge(line: Line, curve: _Curve) -> str:
    both = ' marker-start="url(#record-graph-arrow)"' if line.mutual else ""
    kind = "record-graph-edge record-graph-strong" if line.strong else "record-graph-edge"
    (from_x, from_y), (by_x, by_y), (to_x, to_y) = curve.start, curve.control, curve.end
    return (
        f'<g class="{kind}"><title>{escape(_said(line))}</title>'
        f'<path d="M{from_x:.0f} {from_y:.0f}Q{by_x:.0f} {by_y:.0f} {to_x:.0f} {to_y:.0f}" fill="none" '
        f'stroke="currentColor" stroke-width="{2 if line.strong else 1.25}" '
        f'marker-end="url(#record-graph-arrow)"{both}/></g>'
    )


def _number(line: Line, spot: Point) -> str:
    x, y = spot
    return (
        f'<g class="record-graph-number"><title>{escape(_said(line))}</title>'
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="10" fill="Canvas" stroke="currentColor"/>'
        f'<text x="{x:.0f}" y="{y + 4:.0f}" text-anchor="middle" font-size="11" '
        f'fill="currentColor">{line.number}</text></g>'
    )


def _said(line: Line) -> str:
    return f"{line.number}. {line.subject} {line.label} {line.object}"


def _rim(node: _Node, toward: Point) -> Point:
    """Where the line from the box's middle towards a point leaves the box."""
    aside, down = toward[0] - node.x, toward[1] - node.y
    reach = max(abs(aside) / (node.width / 2 + 3), abs(down) / (node.height / 2 + 3), 1e-6)
    return node.x + aside / reach, node.y + down / reach


def _box(node: _Node) -> str:
    left, top = node.x - node.width / 2, node.y - node.height / 2
    rows = "".join(
        f'<tspan x="{node.x:.0f}" y="{top + _PADDING / 2 + 13 + number * _ROW:.0f}">{escape(row)}</tspan>'
        for number, row in enumerate(node.rows)
    )
    return (
        f'<g class="record-graph-node"><rect x="{left:.0f}" y="{top:.0f}" width="{node.width:.0f}" '
        f'height="{node.height:.0f}" rx="6" fill="Canvas" stroke="currentColor"/>'
        f'<text text-anchor="middle" fill="currentColor">{rows}</text></g>'
    )
