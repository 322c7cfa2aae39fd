"""The source as lines, each with what the markup says about it, before and after it has a label."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from beetroot.reading.model import AccountSpan, FirstAppeared, Label, Signup

_BREAK = re.compile(r"\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_WIDEST = 100
_SPACE = " \t\xa0\u200b\u200e\u200f\u202a\u202b\u202c\ufeff\u3000\u2009"


ENDS = re.compile(r"[.!?…:;,。！？][\"'”’»)\]]*$")
NAME_HINTS = frozenset(("", "p", "div", "span", "aside", "footer"))
PROSE_WORDS = 12


@dataclass(slots=True)
class Line:
    """One line of the source.

    `start` and `end` are offsets in the source, without the line break; `text` is its words, `lead` how many characters
    of the source stand before it. `hint` is the HTML element or its Markdown twin ("" in plain text), `block` counts
    stretches without a blank line.

    Of a web page: `classes` are the names (class, id, itemprop, rel) of elements around it, `names` those of the two
    nearest, `place` those around the nearest; `linked` is the share of characters inside links, `links` their number,
    `strong` the share in bold; `main` whether the extractor took it for the story (None: nobody asked), `boxed`
    whether it stands in a box beside the story, `embedded` whether in a post from elsewhere.
    """

    start: int
    end: int
    text: str
    hint: str = ""
    classes: str = ""
    block: int = 0
    linked: float = 0.0
    links: int = 0
    strong: float = 0.0
    main: bool | None = None
    label: Label | None = None
    lead: int = 0
    names: str = ""
    place: str = ""
    boxed: bool = False
    embedded: bool = False
    pieces: list["Line"] = field(default_factory=list)

    @property
    def plain(self) -> str:
        """The words with ordinary spaces, character for character, for patterns."""
        return self.text.replace("\xa0", " ")

    @property
    def word_count(self) -> int:
        return len(self.text.split())

    def split(self, offset: int, first: Label, second: Label) -> None:
        """Label the line in two: `first` up to `offset` in its text, `second` from there."""
        cut = max(self.start, min(self.end, self.start + self.lead + offset))
        left, right = self.text[:offset].rstrip(), self.text[offset:].lstrip()
        self.pieces = [
            Line(self.start, cut, left, self.hint, block=self.block, label=first),
            Line(cut, self.end, right, self.hint, block=self.block, label=second),
        ]
        self.label = second


@dataclass(slots=True)
class Layout:
    """What the labels say together."""

    lines: list[Line]
    kicker: str | None = None
    headline: str = ""
    publication: str | None = None
    written_for: str | None = None
    byline: tuple[str, ...] = ()
    stated: list[str] = field(default_factory=list)
    first_appeared: FirstAppeared | None = None
    signup: Signup | None = None


def split_lines(source: str) -> list[Line]:
    """Every line of plain text, blank ones too; lines wrapped at a column become one."""
    lines: list[Line] = []
    position, block, blank = 0, 0, False
    for match in _breaks(source):
        raw = source[position:match]
        text = raw.strip(_SPACE).strip()
        if not text:
            blank = True
        elif blank:
            block, blank = block + 1, False
        lines.append(Line(position, match, text, block=block, lead=raw.find(text)))
        position = _after_break(source, match)
    return _unwrap(lines)


def _breaks(source: str) -> Iterator[int]:
    for match in _BREAK.finditer(source):
        yield match.start()
    yield len(source)


def _after_break(source: str, position: int) -> int:
    return position + (2 if source[position : position + 2] == "\r\n" else 1)


def _unwrap(lines: list[Line]) -> list[Line]:
    """Join lines of blocks that an editor or mail program wrapped between 50 and 100 columns."""
    if sum(len(line.text) > _WIDEST for line in lines) * 50 > len(lines):
        return lines  # one line a paragraph, as browsers copy
    joined: list[Line] = []
    index = 0
    while index < len(lines):
        end = _wrapped_until(lines, index)
        first, last = lines[index], lines[end]
        if end > index:
            text = " ".join(line.text for line in lines[index : end + 1])
            joined.append(Line(first.start, last.end, text, block=first.block, lead=first.lead))
        else:
            joined.append(first)
        index = end + 1
    return joined


def _wrapped_until(lines: list[Line], index: int) -> int:
    """The last line of the wrapped paragraph that begins at `index`; `index` itself where nothing is wrapped."""
    end = index
    while end + 1 < len(lines) and lines[end + 1].text and lines[end + 1].block == lines[index].block:
        here, after = lines[end].text, lines[end + 1].text
        if not 50 <= len(here) <= _WIDEST or len(after) > _WIDEST:
            break
        # A full line whose next word would have fitted was ended on purpose.
        room = len(here) + 1 + len(after.split(" ", 1)[0])
        if here[-1] in ".!?…:" and (room < 60 or after[0] in "•*-–—"):
            break
        if room < 60 or (after[0].isupper() and here[-1].isalnum() and room < 68):
            break
        end += 1
    return end


def account_of(lines: list[Line], length: int) -> tuple[AccountSpan, ...]:
    """Spans over 0…length: each line with the break after it, empty lines as blank."""
    spans: list[AccountSpan] = []
    flat = [piece for line in lines for piece in (line.pieces or [line]) if piece.end > piece.start or not line.pieces]
    for line, after in zip(flat, [*flat[1:], None], strict=True):
        end = after.start if after else length
        start = spans[-1].end if spans else 0
        if end > start:
            label = line.label or "furniture"
            spans.append(AccountSpan(start, end, label if line.text else "blank"))
    if not spans and length:
        spans.append(AccountSpan(0, length, "blank"))
    return tuple(spans)
