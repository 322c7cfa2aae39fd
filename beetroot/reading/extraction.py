"""Which lines of a web page are the story's: trafilatura's word, and what it loses or wrongly keeps.

Lost and found again: kicker, standfirst, byline, captions, credits, posts from elsewhere, paragraphs of the story's own
make. Kept and set aside: lines that are nothing but a link to another story, and what stands in boxes.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from beetroot.reading.byline import is_name
from beetroot.reading.captions import ends_with_credit
from beetroot.reading.lines import Line
from beetroot.reading.metadata import Metadata

_PLAIN = re.compile(r"\W+")
_WORD = re.compile(r"\w+")
_LISTED = frozenset(("li", "table", "h2", "h3", "h4", "h5", "h6"))
_FRAMES = frozenset(("nav", "footer", "aside", "form", "button"))
CAPTION = re.compile(
    r"caption|legend|(?:photo|image|img|picture)-?_*(?:desc|title|text)|wp-caption-text|media-?text|figure__?text|подпись",
    re.I,
)
_CREDIT = re.compile(
    r"credit|copyright|photo-?(?:by|source|author)|image-?source|attribution|photographer|caption-?(?:source|author)",
    re.I,
)
_PHOTO_CREDIT = re.compile(
    r"(?:image|photo|picture|media|figure|img)[\w-]*(?:credit|copyright|author|source)|photo-?_*by", re.I
)
# Within a caption also these name its maker.
CREDIT_PART = re.compile(_CREDIT.pattern + r"|author|source|agency|by-?line|(?:^|[\s_-])copy(?:$|[\s_-])", re.I)
_STANDFIRST = re.compile(
    r"standfirst|strap-?line|sub-?head(?:line|ing|er)?\b|sub-?(?:title|line)|\bdek\b|\bdeck\b"
    r"|article-?_*(?:lead|intro|summary|description|excerpt)"
    r"|(?:^|[\s_-])(?:lede|lead|excerpt|teaser|intro|abstract|announce|annotation|perex)(?:$|[\s_-])",
    re.I,
)
AUTHOR = re.compile(r"by-?line|author|contrib|writer", re.I)
_KICKER = re.compile(
    r"kicker|eyebrow|rubric|overline|overtitle|supertitle|label-?section|pre-?title|up-?title"
    r"|(?:article|content|story|field)-?_*type|genre",
    re.I,
)
_DATE = re.compile(
    r"(?:^|[\s_-])(?:pub)?(?:date|time|datetime|timestamp|published)(?:$|[\s_-])|[a-z](?:Date|Time)(?:$|\s)"
)
# Names of inline elements that are lines of their own.
APART = re.compile(rf"(?i:{_KICKER.pattern})|{_DATE.pattern}")
# A day or a year among the lines above the title.
_DATED = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d\d")
_BY = re.compile(r"by\s", re.I)
_SEPARATOR = re.compile(r"\s[|—–-]\s")
_SUBHEADING = re.compile(r"sub-?_?-?(?:head|title)|(?:^|[\s_-])(?:heading|crosshead|inter-?title)", re.I)
_SECTION = re.compile(r"category|categories|section|topic|(?:^|[\s_-])(?:tag|terms|label)(?:$|[\s_-])", re.I)
_SHINGLE = 4
_LONGEST_CREDIT = 25
_PICTURED = 4
_OTHERS = re.compile(r"comment|related|recommend|popular|quote|photo|image|caption", re.I)
# So many lines above the title may hold its kicker.
_ABOVE = 3
_ENOUGH = 40


# Pages of stories have some hundred lines, the longest with their comments two thousand.
_MOST_COMPARED = 3_000


def mark_main(lines: Sequence[Line], tree: Any) -> None:
    """Ask trafilatura, then say of each line whether its words are in what it kept."""
    kept = _extracted(tree, fast=len(lines) > _MOST_COMPARED)
    if sum(len(line.split()) for line in kept) < _ENOUGH:
        kept = []
    whole = _PLAIN.sub("", "".join(kept)).lower()
    # Tables come as rows "a | b", and stand on the page as cells.
    own = {_PLAIN.sub("", cell).lower() for line in kept for cell in (line, *line.split("|"))}
    shingles = {shingle for line in kept for shingle in _shingles(line)}
    place = 0
    for line in lines:
        plain = _PLAIN.sub("", line.text).lower()
        if line.boxed:
            line.main = False
        elif len(plain) < 30:
            line.main = bool(plain) and plain in own
        else:
            found = whole.find(plain, place)
            line.main = found >= 0 or plain in whole or _mostly(line, shingles)
            place = max(place, found)
    if not kept:
        _guess(lines)


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return {tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)}


def _mostly(line: Line, shingles: set[tuple[str, ...]]) -> bool:
    """Whether nearly all of a longer line was kept: an extractor may drop a word of it."""
    own = _shingles(line.text)
    return len(own) >= 8 and len(own & shingles) >= len(own) * 0.8


def _extracted(tree: Any, *, fast: bool) -> list[str]:
    """trafilatura's lines; none where it fails on the markup. `fast` asks it alone, without the two others that it
    compares itself with, one of which takes quadratic time."""
    import logging

    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    text = trafilatura.extract(tree, fast=fast, include_comments=False, include_tables=True, include_formatting=False)
    return [line.strip("- ") for line in (text or "").splitlines() if line.strip()]


def _guess(lines: Sequence[Line]) -> None:
    """Where the extractor found nothing, every line outside boxes and frames may be the story's."""
    for line in lines:
        line.main = None if not line.boxed and line.hint not in _FRAMES else False


def mark_by_element(lines: Sequence[Line], metadata: Metadata) -> None:
    """Say of each line what its element and names say, and set aside what is not of the story."""
    _recover_paragraphs(lines)
    title = _mark_titles(lines, metadata.headline)
    main = [index for index, line in enumerate(lines) if line.main and line.hint != "h1"]
    last = main[-1] if main else len(lines)
    first = min(title, main[0]) if title is not None and main else title or (main[0] if main else 0)
    opening = next((i for i in main if i > first and _opens(lines[i])), last)
    _recover_headings(lines[first : last + 1])
    _recover_embedded(lines[first : last + 1])
    names_end = next((i for i in main if i > opening and _opens(lines[i])), opening)
    head = _Head(lines, title if title is not None else first, opening, metadata)
    for index, line in enumerate(lines):
        if line.text and not line.boxed and line.label is None and line.hint != "h1":
            if head.begin - _ABOVE <= index <= opening and head.claims(index):
                continue
            if first <= index <= names_end and _is_date(line):
                line.hint = "date"
                continue
            # A picture may stand above the title.
            pictured = line.hint == "figcaption" and first - _PICTURED <= index < first
            _mark(line, inside=pictured or first <= index <= last, head=first <= index <= names_end)
    _set_links_aside(lines)


def _opens(line: Line) -> bool:
    return line.hint == "p" and line.word_count >= 12 and not _STANDFIRST.search(line.names)


def _mark_titles(lines: Sequence[Line], headline: str | None) -> int | None:
    """Give lines that begin the title of the page's head the rank of one; the place of the first."""
    title = _PLAIN.sub("", headline or "").lower()
    ranked = [i for i, line in enumerate(lines) if line.hint == "h1" and not line.boxed]
    for index, line in enumerate(lines):
        plain = _PLAIN.sub("", line.text).lower()
        if title and len(plain) > 12 and title.startswith(plain) and not line.boxed and line.hint not in _FRAMES:
            line.hint, line.main = "h1", True
            ranked.insert(0, index)
    best = [i for i in ranked if lines[i].main] or ranked
    return min(best) if best else None


class _Head:
    """What stands around the title: kicker above or below, standfirst, names and date below."""

    def __init__(self, lines: Sequence[Line], begin: int, opening: int, metadata: Metadata) -> None:
        self.lines, self.begin, self.opening = lines, begin, opening
        self._description = _PLAIN.sub("", metadata.description or "").lower()
        # The site's own name is no kicker: it stands in the page's title or is stated.
        named = [metadata.publication or "", *_SEPARATOR.split(metadata.headline or "")]
        self._site = {_PLAIN.sub("", name).lower() for name in named}
        self._section = _PLAIN.sub("", metadata.section or "").lower()
        self._kicker = self._find_kicker()

    def claims(self, index: int) -> bool:
        """Whether the line is one of the head; it then has its hint."""
        line = self.lines[index]
        plain = _PLAIN.sub("", line.text).lower()
        if index == self._kicker:
            line.hint = "kicker"
        elif _is_date(line) or (index < self.begin and line.word_count <= 8 and _DATED.search(line.text)):
            line.hint = "date"
        elif index > self.begin and _is_author(line):
            line.hint = "author"
        elif index > self.begin and (self._is_description(plain, line) or _is_standfirst(line)):
            line.hint, line.main = "standfirst", True
        else:
            return False
        return True

    def _is_description(self, plain: str, line: Line) -> bool:
        return len(plain) > 40 and line.linked < 0.5 and plain == self._description

    def _find_kicker(self) -> int | None:
        """The line that is named so or says the section, else the nearest above the title that may be its section."""
        end = min(len(self.lines), self.opening + 1)
        near = [i for i in range(max(0, self.begin - _ABOVE), end) if self._may_be_kicker(self.lines[i])]
        named = [i for i in near if self._is_named_kicker(self.lines[i])]
        above = [i for i in near if i < self.begin <= i + 2 and self._is_section(self.lines[i])]
        return named[0] if named else max(above, default=None)

    def _may_be_kicker(self, line: Line) -> bool:
        plain = _PLAIN.sub("", line.text)
        free = not line.boxed and line.label is None and line.hint not in ("nav", "h1", "figcaption")
        said = AUTHOR.search(line.names) or _DATED.search(line.text) or _BY.match(line.text)
        return bool(plain) and free and line.word_count <= 6 and not said

    def _is_named_kicker(self, line: Line) -> bool:
        return _PLAIN.sub("", line.text).lower() == self._section or bool(_KICKER.search(line.names))

    def _is_section(self, line: Line) -> bool:
        if _PLAIN.sub("", line.text).lower() in self._site:
            return False
        lone = line.linked > 0.8 and line.links == 1 and line.hint in ("div", "aside")
        return lone or bool(_SECTION.search(line.names))


def _is_author(line: Line) -> bool:
    """A name alone in an element that says it is the author's."""
    named = AUTHOR.search(line.names) and not _PHOTO_CREDIT.search(line.names)
    return bool(named) and 2 <= line.word_count <= 4 and line.text[:1].isupper() and not re.search(r"\d", line.text)


def author_named(lines: Sequence[Line]) -> list[str]:
    """Who signs below the story, or has a card there: a name in an element that says it is the author's."""
    for line in lines:
        near = "/".join([*line.place.split("/")[-3:], line.names])
        if AUTHOR.search(near) and is_name(line.text) and not _OTHERS.search(line.classes):
            return [line.text]
    return []


def _recover_paragraphs(lines: Sequence[Line]) -> None:
    """Paragraphs that stand in the same place as three the extractor kept are the story's as well, and so are texts in
    elements named like two it kept; it drops those with many links, which sources of a claim are."""
    kept = [line for line in lines if line.main and line.word_count >= 12]
    places = Counter(line.place for line in kept if line.hint == "p")
    named = Counter(line.names for line in kept if line.hint == "div" and line.names.strip())
    for line in lines:
        alike = (line.hint == "p" and places[line.place] >= 3) or (line.hint == "div" and named[line.names] >= 2)
        if alike and not line.main and not line.boxed:
            line.main = line.linked < (0.3 if line.word_count < 25 else 0.6) and line.word_count >= 8


def _recover_headings(lines: Sequence[Line]) -> None:
    """A heading that is no link, right above a paragraph of the story."""
    for line, after in pairwise(line for line in lines if line.text):
        ranked = line.hint in ("h2", "h3", "h4") or (line.hint == "p" and line.strong > 0.9)
        if (
            ranked
            and not line.links
            and line.word_count <= 16
            and not line.main
            and not line.boxed
            and after.main
            and after.word_count >= 12
        ):
            line.main = True


def _recover_embedded(lines: Sequence[Line]) -> None:
    """Posts from elsewhere that stand between the story's paragraphs are shown there on purpose."""
    for line in lines:
        if line.embedded and not line.boxed and not line.main:
            line.main, line.hint, line.label = True, "blockquote", "quote"


def _set_links_aside(lines: Sequence[Line]) -> None:
    """A line that is nothing but a link with a title's length leads to another story."""
    for line in lines:
        if AUTHOR.search(line.names):
            continue
        if line.label is None and line.linked > 0.8 and line.word_count >= 4 and line.hint in ("p", "div", *_LISTED):
            line.main, line.label = False, "furniture"


def _mark(line: Line, *, inside: bool, head: bool) -> None:
    if inside and (line.hint == "figcaption" or _names_caption(line)):
        line.hint = "figcaption"
        line.label = "credit" if _names_credit(line) and line.word_count <= _LONGEST_CREDIT else "caption"
    elif inside and not head and _is_subheading(line):
        line.hint, line.main = "h3", True
    elif line.main is False and not head:
        # Left out by the extractor and none of the head's: it stands beside the story.
        line.boxed = True


def _names_credit(line: Line) -> bool:
    found, caption = list(CREDIT_PART.finditer(line.names)), list(CAPTION.finditer(line.names))
    return bool(found) and (not caption or found[-1].end() >= caption[-1].end())


def _is_subheading(line: Line) -> bool:
    """A short line between the story's paragraphs whose names say that it heads the next ones."""
    return line.hint in ("p", "div") and bool(_SUBHEADING.search(line.names)) and 0 < line.word_count <= 16


def _names_caption(line: Line) -> bool:
    """A caption or credit by its names, where no figure holds it."""
    named = CAPTION.search(line.names) or _PHOTO_CREDIT.search(line.names)
    short = line.hint in ("p", "div", "table") and len(line.text) < 500
    short = short and (line.word_count <= _LONGEST_CREDIT or not _PHOTO_CREDIT.search(line.names))
    return short and (bool(named) or (line.word_count <= 60 and ends_with_credit(line.text)))


def _is_date(line: Line) -> bool:
    """A few words with a year in an element that says they are the date."""
    return line.word_count <= 8 and bool(_DATED.search(line.text)) and bool(_DATE.search(line.names))


def _is_standfirst(line: Line) -> bool:
    return (
        bool(_STANDFIRST.search(line.names)) and line.word_count >= 6 and line.linked < 0.5 and line.hint not in _FRAMES
    )
