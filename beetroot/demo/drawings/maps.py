"""Sketch maps and diagrams."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from beetroot.demo.drawings.sheet import (
    BEET,
    CREAM,
    INK,
    MIST,
    NIGHT,
    OCHRE,
    SAND,
    SLATE,
    WATER,
    WIDTH,
    Colour,
    Point,
    Sheet,
)


def _projected(coordinates: Sequence[Point], *, west: float, north: float, scale: float, at: Point) -> list[Point]:
    """Longitude and latitude to the sheet; degrees of longitude are narrower by the cosine of about 53 degrees."""
    return [(at[0] + (lon - west) * scale * 0.6, at[1] + (north - lat) * scale) for lon, lat in coordinates]


_BELARUS: Final[Sequence[Point]] = [
    (28.2, 56.2), (29.2, 55.9), (29.4, 55.7), (29.9, 55.8), (30.9, 55.6), (31.0, 55.1), (30.8, 54.8), (31.4, 54.2),
    (31.8, 54.0), (31.7, 53.8), (32.4, 53.6), (32.7, 53.4), (32.3, 53.1), (31.5, 53.2), (31.3, 53.1), (31.5, 52.7),
    (31.8, 52.1), (30.9, 52.0), (30.6, 51.8), (30.6, 51.3), (30.2, 51.4), (29.3, 51.4), (29.0, 51.6), (28.6, 51.4),
    (28.2, 51.6), (27.5, 51.6), (26.3, 51.8), (25.3, 51.9), (24.6, 51.9), (24.0, 51.6), (23.5, 51.6), (23.5, 52.0),
    (23.2, 52.5), (23.8, 52.7), (23.8, 53.1), (23.5, 53.5), (23.5, 53.9), (24.5, 53.9), (25.5, 54.3), (25.8, 54.8),
    (26.6, 55.2), (26.5, 55.6), (27.1, 55.8),
]  # fmt: skip
_RIVERS: Final[Sequence[Sequence[Point]]] = [
    [(33.6, 55.0), (31.9, 54.8), (30.4, 54.5), (30.3, 53.9), (30.1, 53.0), (30.4, 52.3), (30.7, 51.5), (30.55, 50.5),
     (31.4, 49.8), (32.4, 49.2)],
    [(23.9, 51.3), (25.2, 51.9), (26.4, 52.1), (27.6, 52.1), (28.8, 52.0), (29.8, 51.5), (30.4, 51.1)],
    [(24.2, 50.2), (24.0, 50.9), (23.6, 51.5), (23.6, 52.1), (22.6, 52.5), (21.2, 52.5), (20.0, 52.6)],
]  # fmt: skip
_LANDS: Final = [
    ("POLAND", 21.9, 53.3), ("LITHUANIA", 24.0, 55.3), ("LATVIA", 25.6, 56.6), ("RUSSIA", 33.4, 55.6),
    ("UKRAINE", 27.2, 50.3), ("BELARUS", 28.1, 53.05),
]  # fmt: skip
_TOWNS: Final = [("Minsk", 27.56, 53.9), ("Brest", 23.68, 52.1), ("Kyiv", 30.52, 50.45), ("Homiel", 31.0, 52.43)]


def belarus_map(sheet: Sheet) -> None:
    def place(points: Sequence[Point]) -> list[Point]:
        return _projected(points, west=19.9, north=57.05, scale=112, at=(240, 0))

    outline = place(_BELARUS)
    sheet.shape([(x + 9, y + 11) for x, y in outline], SAND)
    sheet.shape(outline, BEET)
    for river in _RIVERS:
        sheet.line(place(river), WATER, 5)
    for name, lon, lat in _LANDS:
        sheet.text(place([(lon, lat)])[0], name, CREAM if name == "BELARUS" else SLATE, 34)
    for name, lon, lat in _TOWNS:
        x, y = place([(lon, lat)])[0]
        inside = name != "Kyiv"
        eastern = name == "Homiel"
        sheet.disc((x, y), 8, CREAM if inside else INK)
        at = (x - 16, y) if eastern else (x + 16, y)
        sheet.text(at, name, CREAM if inside else INK, 26, anchor="rm" if eastern else "lm")


def _track(sheet: Sheet, *, y: float, width: float, colour: Colour, label: str) -> None:
    left, right = WIDTH / 2 - width / 2, WIDTH / 2 + width / 2
    sheet.box(180, y + 64, WIDTH - 180, y + 104, OCHRE, radius=8)
    for x, side in ((left, -1), (right, 1)):
        foot, head = x + side * 16, x + side * 16
        sheet.box(foot - 42, y + 50, foot + 42, y + 64, INK, radius=4)
        sheet.box(foot - 8, y + 10, foot + 8, y + 54, INK)
        sheet.box(head - 20, y - 8, head + 20, y + 16, INK, radius=8)
    sheet.line([(left, y - 40), (right, y - 40)], colour, 5)
    for x, side in ((left, 1), (right, -1)):
        sheet.shape([(x, y - 40), (x + side * 26, y - 52), (x + side * 26, y - 28)], colour)
        sheet.line([(x, y - 64), (x, y - 12)], colour, 3)
    sheet.text((WIDTH / 2, y - 88), label, colour, 52)


def gauges(sheet: Sheet) -> None:
    scale = 0.54
    _track(sheet, y=300, width=1435 * scale, colour=BEET, label="1,435 mm")
    _track(sheet, y=640, width=1520 * scale, colour=NIGHT, label="1,520 mm")
    for side in (-1, 1):
        narrow, broad = (WIDTH / 2 + side * gauge * scale / 2 for gauge in (1435, 1520))
        for y in range(420, 600, 18):
            sheet.line([(narrow, y), (narrow, y + 8)], BEET, 2.5)
            sheet.line([(broad, y), (broad, y + 8)], NIGHT, 2.5)
    sheet.text((WIDTH / 2, 478), "two halves of 85", SLATE, 34)


_ARAL_1960: Final[Sequence[Point]] = [
    (58.5, 45.7), (59.0, 46.1), (59.5, 46.2), (60.0, 46.6), (60.3, 46.85), (60.8, 46.7), (61.2, 46.8), (61.4, 46.5),
    (61.9, 46.45), (61.6, 46.2), (60.9, 46.1), (61.0, 45.8), (61.3, 45.5), (61.5, 45.0), (61.8, 44.6), (61.3, 44.3),
    (60.9, 43.9), (60.3, 43.8), (59.8, 43.5), (59.1, 43.55), (58.7, 43.8), (58.35, 44.1), (58.2, 44.7), (58.35, 45.2),
]  # fmt: skip
_ARAL_NORTH: Final[Sequence[Point]] = [
    (60.05, 46.4), (60.3, 46.75), (60.75, 46.62), (61.15, 46.68), (61.3, 46.45), (61.65, 46.38), (61.2, 46.22),
    (60.75, 46.2), (60.3, 46.25),
]  # fmt: skip
_ARAL_WEST: Final[Sequence[Point]] = [
    (58.5, 45.55), (58.72, 45.6), (58.6, 45.1), (58.48, 44.6), (58.6, 44.15), (58.45, 44.2), (58.32, 44.7),
    (58.42, 45.2),
]  # fmt: skip
_SYR: Final[Sequence[Point]] = [(61.3, 46.27), (61.9, 46.05), (62.6, 45.9), (63.4, 45.6), (64.6, 45.1)]
_AMU: Final[Sequence[Point]] = [(59.5, 43.7), (59.6, 43.1), (60.2, 42.6), (60.9, 42.2)]


def aral_map(sheet: Sheet) -> None:
    def place(points: Sequence[Point]) -> list[Point]:
        return _projected(points, west=56.2, north=47.3, scale=200, at=(100, 0))

    sheet.shape(place(_ARAL_1960), MIST, outline=WATER, width=4)
    for river in (_SYR, _AMU):
        sheet.line(place(river), SLATE, 7)
    for lake in (_ARAL_NORTH, _ARAL_WEST):
        sheet.shape(place(lake), NIGHT, outline=NIGHT, width=8)
    sheet.line(place([(60.68, 46.13), (60.98, 46.14)]), BEET, 14)
    sheet.text(place([(60.0, 44.9)])[0], "1960", SLATE, 60)
    sheet.text(place([(63.1, 46.05)])[0], "Syr Darya", SLATE, 28, anchor="lm")
    sheet.text(place([(60.0, 43.25)])[0], "Amu Darya", SLATE, 28, anchor="lm")
    sheet.text(place([(61.0, 46.95)])[0], "Aralsk", INK, 28, anchor="lm")
    sheet.disc(place([(61.66, 46.8)])[0], 7, INK)
    sheet.text(place([(59.0, 46.55)])[0], "dike", BEET, 28)
    sheet.line(place([(59.22, 46.5), (60.64, 46.14)]), BEET, 2.5)
