"""Who depends on whom, drawn on the server as an accessible SVG; the list of relations stands behind it.

Drawn twice, for a wide and for a narrow sheet: a phone shows the second, as letters of the first would be too small to
read and its right half cut off. No style attributes and no script: colours are `currentColor`, the rest is the style
sheet's (`record-graph-*`), so the drawing follows dark mode and passes a strict Content-Security-Policy.
"""

import math
import textwrap
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from beetroot.record.rendering.layout import Box, Curve, Layout, Point, Size, lay_out

#: Name of a sheet to its width in pixels; the narrow one fits a phone of 390 with its margins.
SHEETS = {"wide": 720, "narrow": 350}
MOST_ACTORS = 14
_ROW, _CHARACTER, _PADDING = 17, 7.2, 10
_LONGEST_LINE = {"wide": 18, "narrow": 14}


@dataclass(frozen=True, slots=True)
class Line:
    """One relation: `number` is its row in the table; `strong` ones are dependencies."""

    number: int
    subject: str
    label: str
    object: str
    mutual: bool
    strong: bool


def draw(lines: list[Line]) -> str:
    """Both `<svg>` as safe markup, "" for no lines. Actors with the fewest ties are left to the table past 14."""
    return _drawn(tuple(lines), get_language() or "") if lines else ""


@lru_cache(maxsize=32)
def _drawn(lines: tuple[Line, ...], _language: str) -> str:
    """Kept, as laying out takes longer than anything else on the page and the ties seldom change."""
    ties = Counter(name for line in lines for name in (line.subject, line.object))
    names = [name for name, _count in ties.most_common(MOST_ACTORS)]
    drawn = [line for line in lines if line.subject in names and line.object in names]
    description = _description(len(names), len(drawn), len(ties))
    return "".join(_sheet(sheet, names, drawn, description) for sheet in SHEETS)


def _sheet(sheet: str, names: list[str], lines: list[Line], description: str) -> str:
    rows = {name: _rows(name, sheet) for name in names}
    sizes = {name: _size(rows[name]) for name in names}
    found = lay_out(sizes, [(line.subject, line.object) for line in lines], width=SHEETS[sheet])
    edges = "".join(_edge(line, curve, sheet) for line, curve in zip(lines, found.curves, strict=True))
    boxes = "".join(_box(box, rows[name]) for name, box in found.boxes.items())
    numbers = "".join(map(_number, lines, _number_spots(found)))
    mark = f"record-graph-{sheet}"
    return (
        f'<svg class="record-graph {mark}" role="img" aria-labelledby="{mark}-title {mark}-description" '
        f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SHEETS[sheet]} {found.height:.0f}" '
        f'width="{SHEETS[sheet]}" height="{found.height:.0f}" font-family="inherit" font-size="13">'
        f'<title id="{mark}-title">{escape(_("Who depends on whom"))}</title>'
        f'<desc id="{mark}-description">{escape(description)}</desc>'
        f'<defs><marker id="{mark}-arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" '
        f'markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 0 10 5 0 10z" fill="currentColor"/>'
        f"</marker></defs>{edges}{boxes}{numbers}</svg>"
    )


def _rows(name: str, sheet: str) -> list[str]:
    return textwrap.wrap(name, _LONGEST_LINE[sheet]) or [name]


def _size(rows: list[str]) -> Size:
    return max(map(len, rows)) * _CHARACTER + 2 * _PADDING, len(rows) * _ROW + _PADDING


def _description(actors: int, lines: int, all_actors: int) -> str:
    said = ngettext("%(lines)s tie", "%(lines)s ties", lines) % {"lines": lines}
    among = _("among %(actors)s actors. Each line has the number of its line below.") % {"actors": actors}
    left = all_actors - actors
    rest = ngettext(" %(left)s more actor is in the list only.", " %(left)s more actors are in the list only.", left)
    return f"{said} {among}{rest % {'left': left} if left else ''}"


def _number_spots(found: Layout) -> Iterable[Point]:
    """Where each line's number stands: near its middle, off the boxes and off the other numbers."""
    taken = list[Point]()
    for curve in found.curves:
        tried = [curve.at(share) for share in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82)]
        taken.append(min(tried, key=lambda spot: _crowd(spot, found.boxes.values(), taken)))
    return taken


def _crowd(spot: Point, boxes: Iterable[Box], taken: list[Point]) -> int:
    on_boxes = sum(box.holds(spot, 10) for box in boxes)
    return 2 * on_boxes + sum(math.dist(spot, other) <= 22 for other in taken)


def _edge(line: Line, curve: Curve, sheet: str) -> str:
    arrow = f"url(#record-graph-{sheet}-arrow)"
    both = f' marker-start="{arrow}"' if line.mutual else ""
    kind = "record-graph-edge record-graph-strong" if line.strong else "record-graph-edge"
    (from_x, from_y), (by_x, by_y), (to_x, to_y) = curve.start, curve.control, curve.end
    return (
        f'<g class="{kind}"><title>{escape(_said(line))}</title>'
        f'<path d="M{from_x:.0f} {from_y:.0f}Q{by_x:.0f} {by_y:.0f} {to_x:.0f} {to_y:.0f}" fill="none" '
        f'stroke="currentColor" stroke-width="{2 if line.strong else 1.25}" marker-end="{arrow}"{both}/></g>'
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


def _box(box: Box, rows: list[str]) -> str:
    left, top = box.x - box.width / 2, box.y - box.height / 2
    words = "".join(
        f'<tspan x="{box.x:.0f}" y="{top + _PADDING / 2 + 13 + number * _ROW:.0f}">{escape(row)}</tspan>'
        for number, row in enumerate(rows)
    )
    return (
        f'<g class="record-graph-node"><rect x="{left:.0f}" y="{top:.0f}" width="{box.width:.0f}" '
        f'height="{box.height:.0f}" rx="6" fill="Canvas" stroke="currentColor"/>'
        f'<text text-anchor="middle" fill="currentColor">{words}</text></g>'
    )
