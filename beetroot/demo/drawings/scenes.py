"""Landscapes and quiet interiors, in flat layers."""

from __future__ import annotations

import math
from collections.abc import Callable

from beetroot.demo.drawings.sheet import (
    BEET,
    CREAM,
    HEIGHT,
    INK,
    NIGHT,
    OCHRE,
    PINE,
    RUST,
    SAND,
    SLATE,
    WATER,
    WIDTH,
    Colour,
    Point,
    Sheet,
)  # fmt: skip


def _wheels(sheet: Sheet, *, y: float, start: float, colour: Colour) -> None:
    for i in range(4):
        x = start + i * 120 + (i // 2) * 60
        sheet.disc((x, y), 44, INK)
        sheet.disc((x, y), 34, colour)
        sheet.disc((x, y), 9, INK)


def lifting_hall(sheet: Sheet) -> None:
    for i in range(8):
        x = i * 200
        sheet.shape([(x, 0), (x + 26, 0), (x + 26, 640), (x, 640)], "#22364a")
        sheet.disc((x + 113, 118), 60, "#3d566b")
        sheet.disc((x + 113, 118), 20, CREAM)
    sheet.line([(0, 70), (WIDTH, 70)], "#22364a", 26)
    sheet.box(0, 700, WIDTH, HEIGHT, "#18222d")
    sheet.line([(0, 738), (WIDTH, 738)], SLATE, 8)
    _wheels(sheet, y=694, start=60, colour=SLATE)
    _wheels(sheet, y=694, start=860, colour=RUST)
    sheet.box(150, 270, 1250, 520, "#35597a", radius=34)
    sheet.box(150, 430, 1250, 462, BEET)
    sheet.box(190, 520, 1210, 548, INK)
    for i in range(9):
        sheet.box(208 + i * 112, 316, 286 + i * 112, 398, "#f2c879" if i not in (2, 5, 6) else "#1b2b3a", radius=10)
    for x in (196, 470, 930, 1204):
        sheet.box(x - 17, 400, x + 17, 742, OCHRE, radius=5)
        sheet.box(x - 44, 538, x + 44, 570, "#e3b15f", radius=5)
        sheet.box(x - 52, 726, x + 52, 748, OCHRE, radius=5)


def aral_hull(sheet: Sheet) -> None:
    sheet.disc((980, 330), 150, "#f6d9a0")
    sheet.disc((980, 330), 118, "#fbeac4")
    sheet.ridge(base=520, rise=8, fill="#cdb48a", steps=5)
    sheet.box(0, 530, WIDTH, HEIGHT, SAND)
    sheet.ripples(top=540, bottom=HEIGHT, fill="#cba970", count=110)
    sheet.shape([(250, 742), (900, 772), (940, 786), (300, 792)], "#b18f5c")
    sheet.shape([(236, 520), (300, 540), (800, 610), (905, 560), (842, 764), (330, 742)], RUST)
    sheet.shape([(268, 628), (868, 676), (842, 764), (330, 742)], "#7c3a26")
    sheet.shape([(420, 556), (436, 430), (610, 450), (622, 584)], CREAM)
    sheet.shape([(426, 430), (440, 404), (622, 424), (620, 452)], BEET)
    for x in (462, 520, 576):
        sheet.shape([(x, 470), (x + 34, 474), (x + 34, 508), (x, 504)], NIGHT)
    sheet.line([(700, 596), (742, 300)], INK, 8)
    sheet.line([(742, 300), (880, 566)], INK, 2.5)
    sheet.line([(742, 300), (622, 448)], INK, 2.5)
    for x, y in ((1050, 214), (1102, 236), (1010, 190)):
        sheet.line([(x - 18, y - 7), (x, y), (x + 18, y - 7)], INK, 3)


def _letter(sheet: Sheet, *, left: float, ribbon: Colour, stroke: Callable[[Sheet, float, float, float], None]) -> None:
    sheet.shape([(left + 12, 142), (left + 352, 132), (left + 372, 762), (left + 26, 772)], "#5b2038")
    sheet.shape([(left, 130), (left + 340, 120), (left + 360, 750), (left + 14, 760)], CREAM)
    for row in range(13):
        y = 178 + row * 44
        if not 380 < y < 480:
            stroke(sheet, left + 40, left + 318 - (sheet.random.random() * 90 if row % 4 == 3 else 0), y)
    sheet.shape([(left + 3, 418), (left + 348, 410), (left + 350, 444), (left + 5, 452)], ribbon)
    knot = left + 178
    for side in (-1, 1):
        sheet.shape([(knot, 430), (knot + side * 60, 398), (knot + side * 64, 462)], ribbon)
    sheet.disc((knot, 430), 15, INK)


def _flowing(sheet: Sheet, left: float, right: float, y: float) -> None:
    """A hand that runs in bows with dots above and below."""
    points = [(x, y + 9 * math.sin(x / 9.0) * math.sin(x / 31.0)) for x in range(int(left), int(right), 3)]
    sheet.line(points, INK, 3.4)
    for _ in range(6):
        sheet.disc((sheet.random.uniform(left, right), y + sheet.random.choice((-15, 15))), 2.6, INK)


def _upright(sheet: Sheet, left: float, right: float, y: float) -> None:
    """A hand of uprights joined at the foot."""
    x = left
    while x < right - 12:
        tall = sheet.random.choice((10, 10, 10, 20))
        sheet.line([(x, y + 9), (x + 3, y + 9 - tall), (x + 8, y + 9), (x + 14, y + 5)], NIGHT, 3)
        x += sheet.random.choice((14, 14, 14, 14, 26))


def _round(sheet: Sheet, left: float, right: float, y: float) -> None:
    """A round hand with loops."""
    x = left
    while x < right - 12:
        radius = sheet.random.choice((6, 7, 8))
        turn = [(x + 8 + radius * math.cos(a / 4), y + radius * math.sin(a / 4)) for a in range(22)]
        sheet.line([*turn, (x + 20, y + 6)], BEET, 2.6)
        x += sheet.random.choice((19, 19, 19, 32))


def three_notebooks(sheet: Sheet) -> None:
    for row in range(12):
        for column in range(19):
            x, y = column * 78 + (row % 2) * 39, row * 78
            sheet.shape([(x, y - 16), (x + 16, y), (x, y + 16), (x - 16, y)], "#86304f")
            sheet.disc((x, y), 4.5, SAND)
    _letter(sheet, left=95, ribbon=RUST, stroke=_flowing)
    _letter(sheet, left=520, ribbon=PINE, stroke=_upright)
    _letter(sheet, left=945, ribbon=SLATE, stroke=_round)


def _sunken_town(sheet: Sheet) -> None:
    wall, roof = "#2f5a57", "#27494a"
    for x, width, height in ((390, 90, 60), (500, 70, 84), (585, 110, 66), (810, 84, 76), (910, 96, 58), (985, 66, 88)):
        sheet.box(x, 760 - height, x + width, 770, wall)
        sheet.shape([(x - 10, 762 - height), (x + width / 2, 722 - height), (x + width + 10, 762 - height)], roof)
    sheet.box(700, 640, 800, 770, wall)
    sheet.dome((750, 640), 54, roof)
    sheet.box(640, 520, 662, 770, wall)
    sheet.box(632, 570, 670, 582, roof)
    sheet.shape([(636, 522), (651, 470), (666, 522)], roof)
    sheet.shape([(330, 744), (1090, 744), (1140, 800), (280, 800)], "#1f4344")
    for i in range(18):
        sheet.box(336 + i * 42, 730, 358 + i * 42, 746, "#1f4344")


def island(sheet: Sheet) -> None:
    sheet.disc((1090, 150), 62, "#fbeac4")
    sheet.ridge(base=250, rise=70, fill="#8ea39a")
    sheet.ridge(base=330, rise=46, fill="#5f7a6c")
    sheet.box(0, 385, WIDTH, HEIGHT, "#6d9a8f")
    for i in range(10):
        shade = f"#{0x5E - i * 5:02x}{0x8C - i * 7:02x}{0x84 - i * 6:02x}"
        sheet.box(0, 410 + i * 46, WIDTH, HEIGHT, shade)
    _sunken_town(sheet)
    sheet.shape([(0, 820), (300, 790), (1120, 792), (WIDTH, 830), (WIDTH, HEIGHT), (0, HEIGHT)], "#16302f")
    sheet.ripples(top=392, bottom=470, fill="#a9c7bb", count=60)
    for x, y in ((300, 300), (352, 326), (262, 340), (560, 352), (890, 338)):
        sheet.shape([(x - 24, y - 10), (x, y), (x + 22, y - 13), (x + 3, y + 7)], INK)


def _snow(sheet: Sheet, skyline: list[Point], *, above: float) -> None:
    for (x1, y1), (x2, y2), (x3, y3) in zip(skyline, skyline[1:], skyline[2:], strict=False):
        if y2 < above and y2 <= min(y1, y3):
            sheet.shape([(x2, y2), (x2 + (x3 - x2) * 0.9, y2 + (y3 - y2) * 0.9), (x2 + 4, y2 + 26),
                         (x2 - (x2 - x1) * 0.9, y2 + (y1 - y2) * 0.9)], CREAM)  # fmt: skip


def arch_dam(sheet: Sheet) -> None:
    _snow(sheet, sheet.ridge(base=170, rise=90, fill="#8fa3ae", steps=5, rough=0.75), above=190)
    sheet.ridge(base=290, rise=70, fill="#6d8583")
    crest = [(340 + i * 7.2, 300 + 34 * math.sin(math.pi * i / 100)) for i in range(101)]
    foot = [(820 - i * 2.4, 792 - 20 * math.sin(math.pi * i / 100)) for i in range(101)]
    sheet.shape([*crest, *foot], "#d8d4c7")
    for k in range(1, 9):
        part = k / 9
        course = [(a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part)
                  for a, b in zip(crest, reversed(foot), strict=True)]  # fmt: skip
        sheet.line(course, "#bdb8a8", 2.5)
    for i in range(10, 100, 10):
        sheet.line([crest[i], foot[100 - i]], "#c8c3b4", 2)
    sheet.line(crest, "#f7f1e2", 9)
    sheet.shape([(0, 190), (150, 210), (350, 300), (470, 520), (590, 800), (600, HEIGHT), (0, HEIGHT)], PINE)
    sheet.shape(
        [(WIDTH, 150), (1240, 190), (1050, 300), (950, 520), (815, 800), (800, HEIGHT), (WIDTH, HEIGHT)], "#34473a"
    )
    _forest(sheet)
    sheet.shape([(668, 796), (742, 796), (770, HEIGHT), (620, HEIGHT)], WATER)


def _forest(sheet: Sheet) -> None:
    for _ in range(260):
        y = sheet.random.uniform(330, HEIGHT + 20)
        room = (y - 300) / 575
        left = sheet.random.random() < 0.5
        x = sheet.random.uniform(0, 330 + 230 * room) if left else sheet.random.uniform(1070 - 220 * room, WIDTH)
        tall = 26 + 34 * sheet.random.random()
        shade = sheet.random.choice(("#2f4336", "#475d48", "#3a5041", "#566a4c"))
        sheet.shape([(x, y - tall), (x + tall * 0.28, y), (x - tall * 0.28, y)], shade)


def mountain_lake(sheet: Sheet) -> None:
    _snow(sheet, sheet.ridge(base=215, rise=120, fill="#8c8fa0", steps=5, rough=0.72), above=230)
    sheet.ridge(base=360, rise=60, fill="#8d7765")
    sheet.box(0, 400, WIDTH, HEIGHT, "#7a6452")
    sheet.shape([(660, 392), (900, 396), (760, 430), (1010, 490), (1100, 600), (900, 720), (520, 720), (330, 610),
                 (480, 500), (640, 440)], "#2f6f9f")  # fmt: skip
    sheet.shape([(0, 340), (210, 380), (470, 470), (330, 610), (560, 770), (0, HEIGHT)], "#8a6c50")
    sheet.shape([(WIDTH, 310), (1180, 380), (930, 470), (1080, 590), (860, 770), (WIDTH, HEIGHT)], "#6b543f")
    sheet.ripples(top=660, bottom=700, fill="#2f6f9f", count=1)
    for _ in range(60):
        x, y = sheet.random.uniform(470, 960), sheet.random.uniform(520, 700)
        sheet.line([(x, y), (x + sheet.random.uniform(10, 60), y)], "#5d97bd", 2)
    sheet.shape([(0, 790), (300, 720), (700, 690), (1100, 724), (WIDTH, 780), (WIDTH, HEIGHT), (0, HEIGHT)], "#5a564f")
    for _ in range(330):
        x, y = sheet.random.uniform(0, WIDTH), sheet.random.uniform(722, HEIGHT)
        size = 5 + 22 * (y - 700) / 175 * sheet.random.random()
        shade = sheet.random.choice(("#6d685f", "#4c4943", "#7d776c", "#605b53"))
        edge = [(a + sheet.random.random(), a) for a in (0, 1.3, 2.6, 3.9, 5.2)]
        sheet.shape([(x + size * math.cos(a), y + size * 0.7 * math.sin(b)) for a, b in edge], shade)
