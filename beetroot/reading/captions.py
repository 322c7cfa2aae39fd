"""Whose picture a line names: credits, and the captions they follow."""

import re
from collections import Counter
from itertools import pairwise

from beetroot.reading.byline import is_position
from beetroot.reading.languages import Language
from beetroot.reading.lines import Line

_CAPTION_WORDS = (4, 70)
# Lines of one block stand beside each other; more than two of them are no caption.
_BESIDE = 5
# A sentence stands in front: a caption with its credit.
_ENDED = re.compile(r"[a-zа-яёіўїє][.!?] ")
_DIGIT = re.compile(r"\d")
_SLASHES = re.compile(r"[^/]{2,60}(?:\s/\s?|\s?/\s)[^/]{2,60}(?:\s?/\s?[^/]{2,60}){0,4}\.?")
_TIGHT = re.compile(
    r"[A-ZА-ЯЁ][\w.’'-]+(?: [A-ZА-ЯЁ][\w.’'-]+){0,3}/[A-Z][\w .’'-]{1,40}(?:/[A-Z][\w .’'-]{1,40}){0,3}\.?"
)
_CREDIT_NAME = r"[A-ZА-ЯЁІЎ][\w.’'-]*(?: (?:[a-z]{1,3} )?[A-ZА-ЯЁІЎ][\w.’'-]*){0,4}"
_TRAILING = re.compile(
    r"(?P<credit>[(\[](?i:photos?|images?|pictures?|credits?|illustrations?|source|graphics?|map|screenshot|video|courtesy|foto|fotó|фото|фота|світлина|скриншот|фотография|иллюстрация|via|AP|AFP|EPA|©|file)\b"
    r"[^()\[\]]{0,120}[)\]]\.?"
    r"|(?:Photo(?:graph)?s?|Images?|Pictures?|Illustrations?|Credits?|Source|Screenshot|Fotó|Fotos?|Фото(?:графия|граф)?|Иллюстрация|Фота"
    r"|Світлина|Скриншот|Источник|Джерело)"
    r"(?: by| courtesy of| credits?)?\s?[:/|]\s?[^.!?\n]{2,90}\.?"
    r"|(?:Photographs?|Photos?|Images?|Pictures?|Illustrations?) (?:by|courtesy of) [^.!?\n]{2,90}\.?"
    r"|(?<=[.!?”»] )(?:Foto|Fotó|Fotografía) (?:de|di|von|van) [^.!?\n]{2,90}\.?"
    r"|©\s?[^.!?\n]{2,90}\.?"
    rf"|(?<=[.!?”»\w]) ?\(?{_CREDIT_NAME}(?:\s?[/|]\s?{_CREDIT_NAME}){{1,4}}\)?\.?"
    rf"|(?<=[.!?”»\w])\s[/|—–]\s{_CREDIT_NAME}"
    rf"|(?<=[.!?”»])\s?\({_CREDIT_NAME}\)\.?)$"
)


def is_credit(line: Line, language: Language) -> bool:
    """Whether a line says only who made a picture: "Photo: …", "A / B / C", names with an agency among them."""
    text = line.plain
    if len(text) > 160 or not text:
        return False
    if language.page.credit.fullmatch(text):
        return not (line.word_count > 14 and text.endswith("."))
    if _SLASHES.fullmatch(text) or _TIGHT.fullmatch(text):
        return not _ENDED.search(text) and _all_names(text, language)
    known = len(language.page.credit_words.findall(text))
    return bool(known) and line.word_count <= 8 and not _ENDED.search(text) and _all_names(text, language)


def could_be_credit(line: Line) -> bool:
    """Whether a line directly under a caption-like sentence can be its credit: a short run of names."""
    if _DIGIT.search(line.text) or " in " in line.text or is_position(line.text):
        return False  # a date, or where or what an author is
    return bool(line.text) and line.word_count <= 8 and line.text[-1] not in ".!?:;,”»" and _capitals(line.text) >= 0.7


def _all_names(text: str, language: Language) -> bool:
    stops = len(language.page.credit_words.findall(text))
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 3]
    low = sum(word[0].islower() for word in words)
    return low <= max(1, stops) and text[:1] not in '“"«‘' and not text.endswith(("!", "?", ":"))


def _capitals(text: str) -> float:
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 3]
    return sum(word[0].isupper() for word in words) / len(words) if words else 0.0


def trailing_credit(text: str) -> int | None:
    """Where in a caption its own credit begins ("A street in Brest. Photo: Anna Lis"), or None."""
    found = _TRAILING.search(text[-220:]) if len(text) < 2000 else None
    if not found:
        return None
    at = max(0, len(text) - 220) + found.start()
    return at if at > 0 else None


def says_credit_alone(text: str) -> bool:
    """Whether a line under a picture names its maker and tells nothing ("Photo: Anna Lis")."""
    return _TRAILING.fullmatch(text) is not None


_SAID = re.compile(
    r"(?:[.!?”»)]|\w,?)\s[(\[]?(?:Photo(?:graph)?s?|Image|Picture|Illustration|Фото|Фота|Світлина)(?: by|:| credit:)\s?"
    r"[^.!?\n]{2,80}[.)\]]{0,2}$"
)


def ends_with_credit(text: str) -> bool:
    """Whether a text ends with the words that only a caption ends with: "Photo: Ann Lee"."""
    return bool(_SAID.search(text[-220:]))


def _carries_credit(line: Line) -> bool:
    """A paragraph that ends with "Photo: Ann Lee" is a caption with its credit."""
    short = line.hint in ("", "p") and _CAPTION_WORDS[0] <= line.word_count <= _CAPTION_WORDS[1]
    return short and ends_with_credit(line.text) and trailing_credit(line.text) is not None


def mark_pictures(lines: list[Line], language: Language) -> None:
    """Label credits and the captions that belong to them among lines that have no label yet."""
    for line in lines:
        unmarked = line.label is None and line.hint in ("", "p", "div", "span", "figcaption")
        if (unmarked or line.label == "caption") and is_credit(line, language):
            line.label = "credit"
        elif unmarked and _carries_credit(line):
            line.label = "caption"
    filled = [line for line in lines if line.text]
    # A line that stands twice is the title, under whatever picture.
    times = Counter(line.text for line in filled)
    for index, (line, after) in enumerate(pairwise(filled)):
        if line.label is not None or line.hint not in ("", "p"):
            continue
        together = after.block == line.block and line.hint == ""
        if (
            together
            and times[line.text] == 1
            and (after.label == "credit" or (after.label is None and could_be_credit(after)))
            and _is_caption(line, filled[max(0, index - _BESIDE) : index + _BESIDE])
        ):
            line.label, after.label = "caption", "credit"


def _is_caption(line: Line, near: list[Line]) -> bool:
    """A sentence or two in a text whose paragraphs otherwise stand apart."""
    if len(line.text) > 420 or line.word_count < 3 or is_position(line.text):
        return False
    mates = [other for other in near if other.block == line.block and other.label is None and other is not line]
    # Where a whole text is set without blank lines, standing together means nothing.
    return len(mates) <= 2
