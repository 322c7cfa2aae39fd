"""Around the title: what stands above it is the page's, below it stand standfirst, names and dates."""

import re

from beetroot.reading import byline, headline
from beetroot.reading.languages import Language
from beetroot.reading.lines import ENDS, NAME_HINTS, PROSE_WORDS, Layout, Line

# A day in figures, or a year with a clock time: a stamp in any language.
_STAMP = re.compile(r"^\D{0,30}\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d\b|\b(?:19|20)\d\d\b\D{1,12}\d{1,2}[:h.]\d\d\b")
_DATELINE = re.compile(r"[^\W\d_][^\n.!?;:]{3,60}?\s[–—-]{1,2}\s")


def mark_title(title: Line, filled: list[Line], layout: Layout, language: Language) -> None:
    running = "\n".join(line.text for line in filled if line.text != title.text)
    cut = headline.kicker_end(title.text, running, language)
    layout.headline = title.text[cut:].strip()
    layout.kicker = title.text[:cut].strip(" |:/") or None
    for line in filled:
        same = line.text == title.text or (line.hint in ("h1", "h2", "") and line.text == layout.headline)
        if not same or line.label not in (None, "furniture"):
            continue
        line.label = "headline"
        if cut and line.text == title.text:
            line.split(cut, "kicker", "headline")


def mark_head(filled: list[Line], title: Line | None, layout: Layout, language: Language) -> None:
    """What stands above the title is the page's; between title and text stand standfirst, names and dates."""
    start = filled.index(title) if title is not None else 0
    for index, line in enumerate(filled[:start]):
        if line.label is None:
            _mark_above(line, filled[index + 1], layout, first=start == 1)
    prose = 0
    opening = next(
        (line for line in filled[start + 1 :] if line.label is None and line.word_count >= PROSE_WORDS), None
    )
    place = _DATELINE.match(opening.text) if opening is not None else None
    if place and any(c.isdigit() for c in place.group()):
        # "Port Amel, 21 June 2022 – The council …"
        layout.stated.append(place.group())
    for line in filled[start + 1 :]:
        if line.label is None and line.word_count >= PROSE_WORDS and not headline.is_title_like(line):
            # The first may be the standfirst, above names and date.
            prose += line.hint != "standfirst"
            if prose > 1:
                break
        _mark_below(line, layout, language)


def _mark_above(line: Line, after: Line, layout: Layout, *, first: bool) -> None:
    """Above the title stands the page's, but for its kicker: named so, alone in a block right above it, or with
    nothing else above the title."""
    alone = line.hint == "" and after.label == "headline" and (after.block > line.block or first)
    if layout.kicker is None and line.word_count <= 6 and (line.hint == "kicker" or alone):
        layout.kicker, line.label = line.text, "kicker"
    else:
        line.label = "furniture"


def _mark_below(line: Line, layout: Layout, language: Language) -> None:
    if line.label is not None:
        return
    if is_date_line(line.text, language):
        line.label = "publication"
        layout.stated.append(line.text)
    elif line.hint == "kicker" and layout.kicker is None:
        layout.kicker, line.label = line.text, "kicker"
    elif not layout.byline and line.hint in NAME_HINTS:
        name = line.text if byline.is_name(line.text) else byline.name_with_position(line.plain)
        if byline.is_position(line.plain):
            line.label = "byline"
        elif name is not None:
            line.label, layout.byline = "byline", (name,)


def is_date_line(text: str, language: Language) -> bool:
    """A line that is a date and hardly anything else."""
    if len(text) > 120 or not any(c.isdigit() for c in text):
        return False
    if len(text.split()) <= 16 and _STAMP.search(text) and not ENDS.search(text):
        return True
    match = language.page.published.fullmatch(text)
    months = language.calendar.months
    words = re.findall(r"[^\W\d_]+", match["date"].lower() if match else "")
    known = sum(word in months or word in language.calendar.days or len(word) <= 3 for word in words)
    has_month = any(word in months for word in words) or bool(
        re.search(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}", text)
    )
    return bool(match) and has_month and known >= len(words) - 1
