"""Which lines of a web page are the story's: trafilatura's word, and what it loses or wrongly keeps.

Lost and found again: kicker, standfirst, byline, captions, credits, posts from elsewhere, paragraphs of the story's own
make. Kept and set aside: lines that are nothing but a link to another story, and what stands in boxes.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from beetroot.reading.lines import Line
from beetroot.reading.metadata import Metadata

_PLAIN = re.compile(r"\W+")
_WORD = re.compile(r"\w+")
_LISTED = frozenset(("li", "table", "h2", "h3", "h4", "h5", "h6"))
_FRAMES = frozenset(("nav", "footer", "aside", "form", "button"))
_CAPTION = re.compile(
    r"caption|legend|photo-?desc|image-?desc|wp-caption-text|media-?text|image-?title|figure__?text|подпись", re.I
)
_CREDIT = re.compile(
    r"credit|copyright|photo-?(?:by|source|author)|image-?source|attribution|photographer|caption-?(?:source|author)",
    re.I,
)
_STANDFIRST = re.compile(
    r"standfirst|strap-?line|sub-?head(?:line|ing|er)?\b|sub-?(?:title|line)|\bdek\b|\bdeck\b"
    r"|article-?_*(?:lead|intro|summary|description|excerpt)"
    r"|(?:^|[\s_-])(?:lede|lead|excerpt|teaser|intro|abstract|announce|annotation|perex)(?:$|[\s_-])",
    re.I,
)
_AUTHOR = re.compile(r"by-?line|author", re.I)
_DATE = re.compile(r"publish|date|time-?stamp|posted|(?:^|[\s_-])time(?:$|[\s_-])", re.I)
_KICKER = re.compile(r"kicker|eyebrow|rubric|overline|overtitle|supertitle|label-?section|pre-?title|sur-?title", re.I)
_SUBHEADING = re.compile(r"sub-?_?-?(?:head|title)|(?:^|[\s_-])(?:heading|crosshead|inter-?title)", re.I)
_SHINGLE = 4
_ENOUGH = 40


def mark_main(lines: Sequence[Line], tree: Any) -> None:
    """Ask trafilatura, then say of each line whether its words are in what it kept."""
    kept = _extracted(tree)
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


def _extracted(tree: Any) -> list[str]:
    """trafilatura's lines; none where it fails on the markup."""
    import logging

    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    text = trafilatura.extract(tree, include_comments=False, include_tables=True, include_formatting=False)
    return [line.strip("- ") for line in (text or "").splitlines() if line.strip()]


def _guess(lines: Sequence[Line]) -> None:
    """Where the extractor found nothing, every line outside boxes and frames may be the story's."""
    for line in lines:
        line.main = None if not line.boxed and line.hint not in _FRAMES else False


def mark_by_element(lines: Sequence[Line], metadata: Metadata) -> None:
    """Say of each line what its element and names say, and set aside what is not of the story."""
    _recover_paragraphs(lines)
    main = [index for index, line in enumerate(lines) if line.main]
    first, last = (main[0], main[-1]) if main else (0, len(lines))
    _recover_embedded(lines[first : last + 1])
    said = tuple(
        _PLAIN.sub("", text or "").lower() for text in (metadata.headline, metadata.description, metadata.section)
    )
    opening = next((i for i in main if lines[i].hint == "p" and lines[i].word_count >= 12), last)
    for index, line in enumerate(lines):
        if line.text and not line.boxed and line.label is None:
            _mark(line, said, inside=first <= index <= last, head=index <= opening)
    _set_links_aside(lines)


def _recover_paragraphs(lines: Sequence[Line]) -> None:
    """Paragraphs that stand in the same place as three the extractor kept are the story's as well; it drops those with
    many links, which sources of a claim are."""
    kept = Counter(line.place for line in lines if line.main and line.hint == "p" and line.word_count >= 12)
    for line in lines:
        if line.main or line.boxed or line.hint != "p" or kept[line.place] < 3:
            continue
        line.main = line.linked < (0.3 if line.word_count < 25 else 0.6) and line.word_count >= 8


def _recover_embedded(lines: Sequence[Line]) -> None:
    """Posts from elsewhere that stand between the story's paragraphs are shown there on purpose."""
    for line in lines:
        if line.embedded and not line.boxed and not line.main:
            line.main, line.hint, line.label = True, "blockquote", "quote"


def _set_links_aside(lines: Sequence[Line]) -> None:
    """A line that is nothing but a link with a title's length leads to another story."""
    for line in lines:
        if line.label is None and line.linked > 0.8 and line.word_count >= 4 and line.hint in ("p", "div", *_LISTED):
            line.main, line.label = False, "furniture"


def _mark(line: Line, said: tuple[str, ...], *, inside: bool, head: bool) -> None:
    title, description, section = said
    plain = _PLAIN.sub("", line.text).lower()
    framed = line.hint in _FRAMES
    if not framed and title and len(plain) > 12 and title.startswith(plain):
        line.hint, line.main = "h1", True
    elif head and not framed and description and len(plain) > 40 and line.linked < 0.5 and plain == description:
        line.hint, line.main = "standfirst", True
    elif head and not framed and section and plain == section and line.hint != "li":
        line.hint = "kicker"
    elif line.hint == "figcaption" or _names_caption(line):
        line.hint = "figcaption"
        line.label = "credit" if _CREDIT.search(line.names) else ("caption" if inside else "furniture")
    elif inside and not head and _is_subheading(line):
        line.hint, line.main = "h3", True
    elif not line.main:
        _mark_outside(line, head=head)


def _is_subheading(line: Line) -> bool:
    """A short line between the story's paragraphs whose names say that it heads the next ones."""
    return line.hint in ("p", "div") and bool(_SUBHEADING.search(line.names)) and 0 < line.word_count <= 16


def _names_caption(line: Line) -> bool:
    return line.hint in ("p", "div") and bool(_CAPTION.search(line.names)) and len(line.text) < 500


def _mark_outside(line: Line, *, head: bool) -> None:
    """What trafilatura left out: parts of the head it does not know, else furniture."""
    if line.hint == "h1":
        return
    if head and _KICKER.search(line.names) and line.word_count <= 6:
        line.hint = "kicker"
    elif head and _is_standfirst(line):
        line.hint, line.main = "standfirst", True
    elif not ((_AUTHOR.search(line.classes[-100:]) or _DATE.search(line.names)) and line.word_count <= 14):
        line.label = "furniture" if line.main is False else None


def _is_standfirst(line: Line) -> bool:
    return (
        bool(_STANDFIRST.search(line.names))
        and line.word_count >= 6
        and line.linked < 0.5
        and line.hint not in _FRAMES
    )
