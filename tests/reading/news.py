"""Own news sentences with their calendar dates marked: [[words|EDTF]]; a story begins with the day it came out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DATES = Path(__file__).parent / "dates"
_MARK = re.compile(r"\[\[([^|\]]+)\|([^\]]+)\]\]")


@dataclass(frozen=True)
class Marked:
    """A date as labelled; offsets count characters of the story's text."""

    start: int
    end: int
    edtf: str


@dataclass(frozen=True)
class Story:
    published: str
    text: str
    dates: tuple[Marked, ...]


def stories(name: str) -> Iterator[Story]:
    """The stories of a labelled file, marks taken out."""
    for block in (DATES / name).read_text().split("\n== ")[1:]:
        published, _, body = block.strip().partition("\n")
        text, dates, at = "", [], 0
        for mark in _MARK.finditer(body):
            text += body[at : mark.start()]
            dates.append(Marked(len(text), len(text) + len(mark[1]), mark[2]))
            text, at = text + mark[1], mark.end()
        yield Story(published, text + body[at:], tuple(dates))
