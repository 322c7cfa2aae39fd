"""A sheet of paper to draw on, and its colours."""

from __future__ import annotations

import io
import itertools
import random
from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps

Point = tuple[float, float]
Colour = str

WIDTH: Final = 1400
HEIGHT: Final = 875
_SCALE: Final = 2  # drawn twice as large and reduced: smooth edges

INK: Final = "#1f2a36"
NIGHT: Final = "#2c4256"
SLATE: Final = "#4d6a7c"
WATER: Final = "#7fa3ad"
MIST: Final = "#bfd0cf"
CREAM: Final = "#f3e8d3"
SAND: Final = "#dfc294"
OCHRE: Final = "#c98f45"
RUST: Final = "#a8502f"
BEET: Final = "#8a1f45"
MOSS: Final = "#76824a"
PINE: Final = "#3c5141"


class Sheet:
    """A sheet of paper to draw on. All measures are in the finished picture's pixels."""

    def __init__(self, *, top: Colour, bottom: Colour, seed: str) -> None:
        size = (WIDTH * _SCALE, HEIGHT * _SCALE)
        ramp = Image.linear_gradient("L").resize(size)
        self.image = ImageOps.colorize(ramp, top, bottom)
        self.pen = ImageDraw.Draw(self.image)
        self.random = random.Random(seed)  # noqa: S311 - a drawing, not a secret

    def shape(self, points: Sequence[Point], fill: Colour, *, outline: Colour | None = None, width: float = 0) -> None:
        scaled = [(x * _SCALE, y * _SCALE) for x, y in points]
        self.pen.polygon(scaled, fill=fill)
        if outline:
            self.pen.line([*scaled, scaled[0]], fill=outline, width=round(width * _SCALE), joint="curve")

    def line(self, points: Sequence[Point], fill: Colour, width: float) -> None:
        self.pen.line([(x * _SCALE, y * _SCALE) for x, y in points], fill, round(width * _SCALE), joint="curve")

    def disc(self, centre: Point, radius: float, fill: Colour) -> None:
        x, y = centre
        box = ((x - radius) * _SCALE, (y - radius) * _SCALE, (x + radius) * _SCALE, (y + radius) * _SCALE)
        self.pen.ellipse(box, fill=fill)

    def dome(self, centre: Point, radius: float, fill: Colour) -> None:
        x, y = centre
        box = ((x - radius) * _SCALE, (y - radius) * _SCALE, (x + radius) * _SCALE, (y + radius) * _SCALE)
        self.pen.pieslice(box, 180, 360, fill=fill)

    def box(self, left: float, top: float, right: float, bottom: float, fill: Colour, *, radius: float = 0) -> None:
        box = (left * _SCALE, top * _SCALE, right * _SCALE, bottom * _SCALE)
        self.pen.rounded_rectangle(box, radius * _SCALE, fill=fill)

    def text(self, at: Point, words: str, fill: Colour, size: float, *, anchor: str = "mm") -> None:
        font = ImageFont.load_default(size * _SCALE)  # comes with Pillow: no font of the host is needed
        self.pen.text((at[0] * _SCALE, at[1] * _SCALE), words, fill=fill, font=font, anchor=anchor)

    def ridge(self, *, base: float, rise: float, fill: Colour, steps: int = 6, rough: float = 0.55) -> list[Point]:
        """Hills from edge to edge, by halving a line again and again; gives their skyline."""
        heights = [self.random.uniform(-rise, rise) for _ in range(2)]
        swing = rise
        for _ in range(steps):
            middles = [(a + b) / 2 + self.random.uniform(-swing, swing) for a, b in itertools.pairwise(heights)]
            heights = [h for pair in zip(heights, [*middles, 0], strict=True) for h in pair][:-1]
            swing *= rough
        step = WIDTH / (len(heights) - 1)
        skyline = [(i * step, base - height) for i, height in enumerate(heights)]
        self.shape([*skyline, (WIDTH, HEIGHT), (0, HEIGHT)], fill)
        return skyline

    def ripples(self, *, top: float, bottom: float, fill: Colour, count: int) -> None:
        """Short level strokes, closer together towards the horizon."""
        for _ in range(count):
            depth = self.random.random() ** 1.6
            y = top + (bottom - top) * depth
            length = 20 + 150 * depth * self.random.random()
            x = self.random.uniform(-40, WIDTH)
            self.line([(x, y), (x + length, y)], fill, 1 + 2.2 * depth)

    def jpeg(self) -> bytes:
        picture = _grained(self.image.reduce(_SCALE), seed=self.random.random())
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=86, optimize=True, progressive=True)
        return out.getvalue()


def _grained(picture: Image.Image, *, seed: float) -> Image.Image:
    tile = Image.frombytes("L", (256, 256), random.Random(seed).randbytes(256 * 256))  # noqa: S311
    tile = tile.filter(ImageFilter.GaussianBlur(0.8)).point(lambda value: 128 + (value - 128) // 4)
    grain = Image.new("L", picture.size)
    for x in range(0, picture.width, 256):
        for y in range(0, picture.height, 256):
            grain.paste(tile, (x, y))
    return ImageChops.soft_light(picture, Image.merge("RGB", (grain, grain, grain)))
