"""The example newsroom's pictures, drawn by code: flat layers of paper colours with a little grain.

They are made when the example is created, so that no picture of anybody else's is in the package. The same name
always gives the same bytes with the same Pillow.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from beetroot.demo.drawings import maps, scenes
from beetroot.demo.drawings.sheet import CREAM, SAND, Colour, Sheet

_DRAWINGS: Final[dict[str, tuple[Colour, Colour, Callable[[Sheet], None]]]] = {
    "belarus-map": (CREAM, "#eadbc0", maps.belarus_map),
    "gauges": (CREAM, "#eadbc0", maps.gauges),
    "lifting-hall": ("#2a4056", "#1c2b3a", scenes.lifting_hall),
    "aral-hull": ("#e9b98a", "#f4dcae", scenes.aral_hull),
    "aral-map": (CREAM, SAND, maps.aral_map),
    "three-notebooks": ("#79284a", "#691d3d", scenes.three_notebooks),
    "island": ("#f0d3a2", "#c9cfb4", scenes.island),
    "arch-dam": ("#bcd0da", "#e9e2d0", scenes.arch_dam),
    "mountain-lake": ("#9fbfd6", "#e3ddce", scenes.mountain_lake),
}


def names() -> frozenset[str]:
    """The pictures that `draw` knows."""
    return frozenset(_DRAWINGS)


def draw(name: str) -> bytes:
    """One picture as a JPEG of 1400 by 875 pixels. Raises KeyError for a name that `names` does not give."""
    top, bottom, paint = _DRAWINGS[name]
    sheet = Sheet(top=top, bottom=bottom, seed=name)
    paint(sheet)
    return sheet.jpeg()
