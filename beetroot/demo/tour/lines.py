"""Where every line of a page went: pure bookkeeping over the reading's account and the confirmed facts."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape

#: Page furniture → the thing of ours that does its work; the first pattern that fits (English and Russian pages).
_REPLACED = (
    (re.compile(r"(?i)skip to|перейти к"), "the skip link at the top of every page", "story.html#main"),
    (re.compile(r"(?i)\bshare\b|tweet|copy link|поделиться"), "the share links, which tell nobody", "story.html#share"),
    (re.compile(r"(?i)sign up|subscribe|newsletter|подпис"), "the sign-up box", "story.html#sign-up"),
    (re.compile(r"(?i)cookie|consent|gdpr"), "nothing: no page of ours sets a cookie", ""),
    (re.compile(r"(?i)advert|sponsor|реклам"), "nothing: there are no advertisements", ""),
    (re.compile(r"(?i)comment|комментар"), "nothing: readers who comment can be found", ""),
)
_LEFT_OUT = "left out: page furniture; kept in the stored original"


@dataclass(frozen=True)
class Fact:
    """One confirmed fact and the sentence it hangs on."""

    kind: str
    says: str
    sentence: str
    href: str


@dataclass(frozen=True)
class Place:
    """One destination of a line: what it became and where to see it. `seen`: None where nothing is to be checked."""

    label: str
    where: str
    href: str = ""
    seen: bool | None = None


@dataclass(frozen=True)
class Segment:
    """A run of characters of one label."""

    text: str
    label: str


@dataclass(frozen=True)
class Line:
    """One line of the page as given."""

    number: int
    segments: tuple[Segment, ...]
    places: tuple[Place, ...]
    facts: tuple[Fact, ...] = ()

    @property
    def is_accounted_for(self) -> bool:
        return bool(self.places) and all(place.seen is not False for place in self.places)


@dataclass(frozen=True)
class Account:
    """The whole page."""

    lines: tuple[Line, ...]
    blank_lines: int
    characters: dict[str, int]
    unplaced_facts: tuple[Fact, ...] = field(default=())

    @property
    def lost(self) -> tuple[Line, ...]:
        """Lines with no place, or whose words are not found where they should be."""
        return tuple(line for line in self.lines if not line.is_accounted_for)


def folded(text: str) -> str:
    """Words alone: line breaks, quotation marks and dashes are set differently in each medium."""
    return re.sub(r"\W+", " ", text).casefold().strip()


def account_for(
    *,
    source: str,
    spans: Sequence[dict[str, object]],
    facts: Iterable[Fact],
    outputs: dict[str, str],
    boxes: Mapping[str, Sequence[str]],
    credits: Sequence[str] = (),
) -> Account:
    """`spans` is the reading's account of `source`; `outputs` are the texts of what was published, by medium.

    `boxes`: for each part that a box of ours replaces, the words that this box must show on the web.
    `credits`: photo credits as they were understood, without "Photo by" and brackets; these must be found again.
    """
    found = {name: folded(text) for name, text in outputs.items()}
    kept = {label: all(folded(words) in next(iter(found.values())) for words in said) for label, said in boxes.items()}
    placed = _placed_facts(source, facts)
    lines: list[Line] = []
    start = blank = 0
    for number, text in enumerate(source.split("\n"), 1):
        end = start + len(text)
        if text.strip():
            segments = _segments(source, spans, start, end)
            here = tuple(fact for at, until, fact in placed if at < end and until > start)
            places = tuple(_place(segment, found, kept, credits) for segment in segments)
            lines.append(Line(number, segments, places, here))
        else:
            blank += 1
        start = end + 1
    unplaced = tuple(fact for at, _, fact in placed if at < 0)
    return Account(tuple(lines), blank, _characters(spans), unplaced)


def _segments(source: str, spans: Sequence[dict[str, object]], start: int, end: int) -> tuple[Segment, ...]:
    segments = []
    for span in spans:
        first, last = max(int(str(span["start"])), start), min(int(str(span["end"])), end)
        if first < last and source[first:last].strip():
            segments.append(Segment(source[first:last], str(span["as"])))
    return tuple(segments)


def _placed_facts(source: str, facts: Iterable[Fact]) -> list[tuple[int, int, Fact]]:
    placed = []
    for fact in facts:
        at = source.find(fact.sentence) if fact.sentence else -1
        placed.append((at, at + len(fact.sentence), fact))
    return placed


def _place(segment: Segment, outputs: dict[str, str], boxes: dict[str, bool], credits: Sequence[str]) -> Place:
    label = segment.label
    if label == "furniture":
        return _replacement(segment.text)
    if label in _BOXES:
        where, href = _BOXES[label]
        return Place(label, where, href, boxes.get(label))
    where, href = _STORY.get(label, ("the story", "story.html#main"))
    missing = [name for name, text in outputs.items() if not _holds(text, segment, credits)]
    said = f"not found in {', '.join(missing)}" if missing else f"found again in {', '.join(outputs)}"
    return Place(label, f"{where}; {said}", href, not missing)


def _holds(text: str, segment: Segment, credits: Sequence[str]) -> bool:
    """A table's cells are set side by side in plain text, so their lines interleave: each word counts by itself."""
    words = folded(segment.text)
    if segment.label == "table":
        return set(words.split()) <= set(text.split())
    if segment.label == "credit":
        understood = [folded(credit) for credit in credits if folded(credit) in words]
        return all(credit in text for credit in understood or [words])
    return words in text


_BOXES = {
    "signup": ("the sign-up box at the foot, and the newsletter's own page", "newsletter.html"),
    "first_appeared_in": ("the box under the lede that says where it first appeared", "story.html#main"),
    "publication": ("the source beside the byline", "story.html#main"),
    "byline": ("the byline, and a person who can have a page", "story.html#main"),
}
_STORY = {
    "kicker": ("above the headline", "story.html#main"),
    "headline": ("the headline, the subject of the mail", "story.html#main"),
    "lede": ("under the byline", "story.html#main"),
    "heading": ("a section heading", "story.html#main"),
    "caption": ("under the photo's frame", "story.html#main"),
    "credit": ("the photo's credit", "story.html#main"),
    "body": ("a paragraph", "story.html#main"),
}


def _replacement(text: str) -> Place:
    for pattern, where, href in _REPLACED:
        if pattern.search(text):
            return Place("furniture", where, href)
    return Place("furniture", _LEFT_OUT)


def _characters(spans: Sequence[dict[str, object]]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for span in spans:
        label = str(span["as"])
        totals[label] = totals.get(label, 0) + int(str(span["end"])) - int(str(span["start"]))
    return dict(sorted(totals.items(), key=lambda item: -item[1]))


def visible_text(html: str, *, strip: Callable[[str], str]) -> str:
    """The words of a page as its reader sees them, without tags and entities."""
    return unescape(strip(re.sub(r"(?is)<(script|style|head)\b.*?</\1>", " ", html)))
