"""Who depends on whom, drawn on the server as an accessible SVG; the table of relations stands behind it.

No style attributes and no script: colours are `currentColor`, the rest is the style sheet's (`record-graph-*`), so
the drawing follows dark mode and passes a strict Content-Security-Policy.
"""

import math
import textwrap
from collections import Counter
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

WIDTH, HEIGHT = 720, 560
MOST_ACTORS = 14
_ROW, _CHARACTER, _PADDING = 17, 7.2, 10
_LONGEST_LINE = 18


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
        return textwrap.wrap(self.name, _LONGEST_LINE) or [self.name]

    @property
    def width(self) -> float:
        return max(map(len, self.rows)) * _CHARACTER + 2 * _PADDING

    @property
    def height(self) -> float:
        return len(self.rows) * _ROW + _PADDING


def draw(lines: list[Line]) -> str:
    """The `<svg>` as safe markup, "" for no lines. Actors with the fewest ties are left to the table past 14."""
    if not lines:
        return ""
    ties = Counter(name for line in lines for name in (line.subject, line.object))
    names = [name for name, _count in ties.most_common(MOST_ACTORS)]
    drawn = [line for line in lines if line.subject in names and line.object in names]
    nodes = _place(names, drawn)
    edges = "".join(_edge(line, nodes, _bend(line, drawn)) for line in drawn)
    boxes = "".join(map(_box, nodes.values()))
    return (
        f'<svg class="record-graph" role="img" aria-labelledby="record-graph-title record-graph-description" '
        f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="inherit" font-size="13">'
        f'<title id="record-graph-title">{escape(_("Who depends on whom"))}</title>'
        f'<desc id="record-graph-description">{escape(_description(len(names), len(drawn), len(ties)))}</desc>'
        f'<defs><marker id="record-graph-arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
        f'orient="auto-start-reverse"><path d="M0 0 10 5 0 10z" fill="currentColor"/></marker></defs>'
        f"{edges}{boxes}</svg>"
    )


def _description(actors: int, lines: int, all_actors: int) -> str:
    said = ngettext("%(lines)s tie", "%(lines)s ties", lines) % {"lines": lines}
    among = _("among %(actors)s actors. Each line has the number of its row in the table below.") % {"actors": actors}
    left = all_actors - actors
    rest = ngettext(" %(left)s more actor is in the table only.", " %(left)s more actors are in the table only.", left)
    return f"{said} {among}{rest % {'left': left} if left else ''}"


def _place(names: list[str], lines: list[Line]) -> dict[str, _Node]:
    """On an ellipse, neighbours next to each other: each next one is who has most ties to the last two placed."""
    near = Counter(pair for line in lines for pair in ((line.subject, line.object), (line.object, line.subject)))
    ring, rest = [names[0]], names[1:]
    while rest:
        best = max(rest, key=lambda name: (sum(near[name, placed] for placed in ring[-2:]), -rest.index(name)))
        rest.remove(best)
        ring.append(best)
    return {name: _on_ellipse(name, position, len(ring)) for position, name in enumerate(ring)}


def _on_ellipse(name: str, position: int, count: int) -> _Node:
    angle = 2 * math.pi * position / count - math.pi / 2
    return _Node(name, WIDTH / 2 + 270 * math.cos(angle), HEIGHT / 2 + 235 * math.sin(angle))


def _bend(line: Line, lines: list[Line]) -> float:
    """How far a line bows, so that several between the same two do not cover each other: -1, 0, 1, 2 …"""
    same = [other for other in lines if {other.subject, other.object} == {line.subject, line.object}]
    turn = 1 if line.subject <= line.object else -1
    return (same.index(line) - (len(same) - 1) / 2) * turn


def _edge(line: Line, nodes: dict[str, _Node], bend: float) -> str:
    start, end = nodes[line.subject], nodes[line.object]
    mid_x, mid_y = (start.x + end.x) / 2, (start.y + end.y) / 2
    length = math.hypot(end.x - start.x, end.y - start.y) or 1
    # Bowed towards the middle of the drawing, where no box stands, and aside by its turn among its like.
    pull = 0.18
    control_x = mid_x + (WIDTH / 2 - mid_x) * pull + bend * 46 * (start.y - end.y) / length
    control_y = mid_y + (HEIGHT / 2 - mid_y) * pull + bend * 46 * (end.x - start.x) / length
    from_x, from_y = _rim(start, control_x, control_y)
    to_x, to_y = _rim(end, control_x, control_y)
    at_x, at_y = (from_x + 2 * control_x + to_x) / 4, (from_y + 2 * control_y + to_y) / 4
    both = ' marker-start="url(#record-graph-arrow)"' if line.mutual else ""
    kind = "record-graph-edge record-graph-strong" if line.strong else "record-graph-edge"
    said = escape(f"{line.number}. {line.subject} {line.label} {line.object}")
    return (
        f'<g class="{kind}"><title>{said}</title>'
        f'<path d="M{from_x:.0f} {from_y:.0f}Q{control_x:.0f} {control_y:.0f} {to_x:.0f} {to_y:.0f}" fill="none" '
        f'stroke="currentColor" stroke-width="{2.5 if line.strong else 1.25}" '
        f'marker-end="url(#record-graph-arrow)"{both}/>'
        f'<g class="record-graph-number"><circle cx="{at_x:.0f}" cy="{at_y:.0f}" r="10" fill="Canvas" '
        f'stroke="currentColor"/><text x="{at_x:.0f}" y="{at_y + 4:.0f}" text-anchor="middle" font-size="11" '
        f'fill="currentColor">{line.number}</text></g></g>'
    )


def _rim(node: _Node, toward_x: float, toward_y: float) -> tuple[float, float]:
    """Where the line from the box's middle towards a point leaves the box."""
    aside, down = toward_x - node.x, toward_y - node.y
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
