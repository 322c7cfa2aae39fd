"""Where words stand in a text, and where they went when the text was edited (W3C Web Annotation, section 4.2)."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

CONTEXT = 32


@dataclass(frozen=True, slots=True)
class Selector:
    """TextQuoteSelector (exact, prefix, suffix) and TextPositionSelector (start; the end follows from exact)."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int


def select(text: str, start: int, end: int) -> Selector:
    """The selector of `text[start:end]`."""
    return Selector(
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
        start=start,
    )


def find(text: str, selector: Selector) -> Span | None:
    """Where the words stand now; None when they are gone.

    Of several places the one whose surroundings and position fit best is taken. White space may have changed;
    any other change of the words themselves makes an orphan, because somebody must look at it.
    """
    if not selector.exact.strip():
        return None
    pattern = re.compile(r"\s+".join(map(re.escape, selector.exact.split())))
    places = [Span(found.start(), found.end()) for found in pattern.finditer(text)]
    return max(places, key=lambda place: _fit(text, place, selector), default=None)


def _fit(text: str, place: Span, selector: Selector) -> tuple[int, float, int]:
    """Unbroken agreement around the words first, then likeness of the surroundings, then nearness."""
    before = text[max(0, place.start - CONTEXT) : place.start]
    after = text[place.end : place.end + CONTEXT]
    agreed = _shared(before[::-1], selector.prefix[::-1]) + _shared(after, selector.suffix)
    likeness = _like(before, selector.prefix) + _like(after, selector.suffix)
    return agreed, round(likeness, 2), -abs(place.start - (selector.start or 0))


def _shared(one: str, other: str) -> int:
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _like(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def overlap(one: Span, other: Span) -> float:
    """Shared characters by those of the longer one, 0 to 1."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return max(0, shared) / max(one.end - one.start, other.end - other.start, 1)


def at(sentences: list[Span], position: int) -> int | None:
    """Number of the sentence that holds the position."""
    for number, sentence in enumerate(sentences):
        if sentence.start <= position < sentence.end:
            return number
    return None


# A sentence ends at . ! ? … with closing marks after it, before white space and something that can begin one.
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“„«‘(\[]*[^\W\d_a-zа-яёіў]|\s+\d|\s*$)")
_ABBREVIATION = re.compile(
    r"\b(?:[A-ZА-ЯЁІЎ]|Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sgt|St|vs|No|Jan|Feb|Aug|Sept?|Oct|Nov|Dec|e\.g|i\.e|U\.S|U\.K"
    r"|г|гг|им|ул|обл|тыс|млн|стр|ст|т\.е|т\.д)\.$"
)


def sentences(text: str) -> list[Span]:
    """Sentences of a text whose paragraphs stand between blank lines, white space at their ends left out."""
    found: list[Span] = []
    for paragraph in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text):
        found += _sentences_of(paragraph.group(), paragraph.start())
    return found


def _sentences_of(paragraph: str, offset: int) -> list[Span]:
    found: list[Span] = []
    start = 0
    for end in _END.finditer(paragraph):
        if _ABBREVIATION.search(paragraph[: end.end()]) and end.end() < len(paragraph):
            continue
        found.append(Span(offset + start, offset + end.end()))
        start = end.end() + len(paragraph[end.end() :]) - len(paragraph[end.end() :].lstrip())
    rest = paragraph[start:].rstrip()
    return [*found, Span(offset + start, offset + start + len(rest))] if rest else found
