"""Markdown's block marks as hints, its inline marks taken off; front matter as what it says."""

import re
from itertools import pairwise

from beetroot.reading.captions import ends_with_credit, says_credit_alone, trailing_credit
from beetroot.reading.lines import Line, split_lines

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_QUOTE = re.compile(r"^(?:>\s?)+")
_ITEM = re.compile(r"^(?:[-*+]|\d{1,3}[.)])\s+")
_RULE = re.compile(r"^(?:[-*_]\s?){3,}$")
_PICTURE = re.compile(r"^!\[([^\]]{0,400})\]\([^)]{0,600}\)$")
_ITALIC = re.compile(r"\*[^*\s][^*]*\*|_[^_\s][^_]*_")
_LONGEST_CAPTION = 400
_INLINE = (
    (re.compile(r"!\[([^\]]{0,400})\]\([^)]{0,600}\)"), r"\1"),
    (re.compile(r"\[([^\]]{1,400})\]\([^)]{0,600}\)"), r"\1"),
    (re.compile(r"\[([^\]]{1,400})\]\[[^\]]{0,60}\]"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)([^\n]{1,2000}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,2000})(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_(?=[^\s_])([^_\n]{1,2000})(?<=\S)_(?!\w)"), r"\1"),
    (re.compile(r"`([^`\n]{1,400})`"), r"\1"),
    (re.compile(r"\\([*_\[\]()#>`.!-])"), r"\1"),
)
_FIELD = re.compile(r"^([\w-]{2,20}):\s*[\"']?(.*?)[\"']?$")
_FIELD_LINES = {
    "title": "h1",
    "author": "author",
    "authors": "author",
    "byline": "author",
    "date": "date",
    "published": "date",
}


def read_markdown(source: str) -> list[Line]:
    """Every line of the source with its hint, marks taken off its words."""
    lines = split_lines(source)
    front = _front_matter_end(lines)
    _prefer_captions([line for line in lines[front + 1 :] if line.text])
    for index, line in enumerate(lines):
        if index <= front:
            _front_matter_line(line)
        elif line.text and line.label is None:
            _mark(line)
    return lines


def _prefer_captions(filled: list[Line]) -> None:
    """What stands right below a picture, in italics or with a credit at its end, is its caption; the words in the
    picture's own mark are for those who cannot see it."""
    for picture, below in pairwise(filled):
        if _PICTURE.match(picture.text) and below.block <= picture.block + 1:
            words = _without_marks(below.text)
            credited = ends_with_credit(words) and trailing_credit(words) is not None
            slanted = _ITALIC.fullmatch(below.text) and len(words) < _LONGEST_CAPTION
            if credited or (slanted and not says_credit_alone(words)):
                picture.label, below.hint = "furniture", "figcaption"


def _front_matter_end(lines: list[Line]) -> int:
    if not lines or lines[0].text != "---":
        return -1
    return next((i for i, line in enumerate(lines[1:60], 1) if line.text in ("---", "...")), -1)


def _front_matter_line(line: Line) -> None:
    found = _FIELD.match(line.text)
    line.hint = _FIELD_LINES.get(found[1].lower(), "front") if found else "front"
    if found and line.hint != "front" and found[2]:
        line.lead += found.start(2)
        line.text = found[2].strip("[]")
    else:
        line.label = "furniture" if line.text else None


def _mark(line: Line) -> None:
    heading = _HEADING.match(line.text)
    picture = _PICTURE.match(line.text)
    if heading:
        line.hint, line.text = f"h{len(heading[1])}", heading[2]
    elif _RULE.match(line.text):
        line.label = "furniture"
    elif picture:
        line.hint = "figcaption"
        line.text = picture[1] or line.text
        line.label = None if picture[1] else "furniture"
    elif _QUOTE.match(line.text):
        line.hint, line.text = "blockquote", _QUOTE.sub("", line.text)
    elif _ITEM.match(line.text):
        line.hint, line.text = "li", _ITEM.sub("", line.text)
    if line.label is None:
        line.text = _without_marks(line.text)


def _without_marks(text: str) -> str:
    if not any(mark in text for mark in "*_`[\\"):
        return text
    for pattern, to in _INLINE:
        text = pattern.sub(to, text)
    return text
