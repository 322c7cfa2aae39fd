"""A web page as lines of visible text, each with its element, its classes and whether it belongs to the story.

trafilatura decides what the story is; this module keeps the place of every visible line, so that what trafilatura
loses (kicker, standfirst, byline, captions, credits) can be found again around it and nothing goes unaccounted.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from beetroot.reading.boxes import find_boxes, is_embed
from beetroot.reading.errors import NotAStory, TooLong
from beetroot.reading.extraction import APART, AUTHOR, CAPTION, CREDIT_PART, author_named, mark_by_element, mark_main
from beetroot.reading.lines import Line
from beetroot.reading.metadata import Metadata, read_metadata
from beetroot.reading.source import MOST_CHARACTERS, MOST_ELEMENTS

_HIDDEN_NAMES = """script style noscript template head svg math iframe object select option datalist audio video
canvas map textarea"""
_BLOCK_NAMES = """address article aside blockquote body button center dd details dialog dir div dl dt fieldset
figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html label legend li main menu nav ol p picture pre section
summary table tbody td tfoot th thead tr ul"""
_HINT_NAMES = "h1 h2 h3 h4 h5 h6 p li blockquote figcaption td th nav footer aside button form"
_HIDDEN = frozenset(_HIDDEN_NAMES.split())
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_HINTS = frozenset(_HINT_NAMES.split())
_NONE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_LETTERS = re.compile(r"\W+")
# Shown only under the pointer or to screen readers: no part of what people see.
_UNSEEN = re.compile(
    r"(?:^|[\s_-])(?:tooltip|popover|hover-?card|rollover-block|visually-?hidden|sr-only|screen-reader(?:-text)?"
    r"|screenreader|assistive-text|a11y-hidden|visuallyhidden)(?:$|[\s_-])",
    re.I,
)
_FRAMES = frozenset(("html", "body", "main", "article", "h1"))
_BREAKING = _BLOCKS | {"br", "time"}
# What sets the maker of a picture apart within its caption.
_INLINE = frozenset(("a", "span", "small", "em", "i", "cite", "b", "strong", "label"))
_NEAR = 7
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(slots=True)
class Page:
    visible: str
    lines: list[Line]
    metadata: Metadata


@dataclass(slots=True)
class _Run:
    """Text being collected for one line."""

    element: str
    names: tuple[str, ...]
    boxed: bool
    text: list[str] = field(default_factory=list)
    linked: int = 0
    links: int = 0
    strong: int = 0


def read_page(source: str) -> Page:
    """Lines, visible text and metadata of an HTML page; NotAStory where there is no visible text."""
    tree = _parsed(source)
    _refuse_what_is_too_long(tree)
    metadata = read_metadata(tree)
    boxes = find_boxes(tree, _title_of(tree, metadata))
    lines, visible = _lines(_Walk(boxes).runs_of(tree))
    if not visible.strip():
        raise NotAStory(_NO_TEXT)
    for box in boxes:
        if box.getparent() is not None:
            box.drop_tree()
    mark_main(lines, tree)
    mark_by_element(lines, metadata)
    metadata.byline = metadata.byline or author_named(lines)
    return Page(visible, lines, metadata)


def visible_lines(source: str) -> tuple[str, list[Line]]:
    """Visible text and lines of HTML that holds a story and nothing else; nobody is asked what belongs to it."""
    lines, visible = _lines(_Walk(set()).runs_of(_parsed(source)))
    return visible, lines


_NO_TEXT = "This HTML holds no text. Open the page in a browser, copy its text and give that."


def _refuse_what_is_too_long(tree: Any) -> None:
    """Before anything else walks the page: no story's page has so many elements or so much text."""
    elements = characters = 0
    for element in tree.iter():
        elements += 1
        characters += len(element.tail or "")
        if element.tag not in _HIDDEN:
            characters += len(element.text or "")
    if elements > MOST_ELEMENTS or characters > MOST_CHARACTERS:
        raise TooLong(
            f"A page of {elements:,} elements and {characters:,} characters is longer than any story."
            " Copy the story's text and give that."
        )


def _parsed(source: str) -> Any:
    """The page's tree. lxml refuses characters that still declare an encoding; NULs end its parsing early."""
    import lxml.html
    from lxml.etree import LxmlError

    plain = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", source).replace("\0", "") or " "
    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        return lxml.html.document_fromstring(plain, parser=parser)
    except (LxmlError, ValueError, AssertionError) as error:
        raise NotAStory(_NO_TEXT) from error


def _title_of(tree: Any, metadata: Metadata) -> Any:
    """The first heading whose words begin the title that the page's head gives, else the first of all."""
    wanted = _LETTERS.sub("", metadata.headline or "").lower()
    headings = list(tree.iter("h1"))
    for heading in headings:
        words = _LETTERS.sub("", heading.text_content()).lower()
        if words and (wanted.startswith(words) or (wanted and words.startswith(wanted))):
            return heading
    return headings[0] if headings else None


class _Walk:
    """Visible text in document order, one run a line; keeps its own stack, since pages nest thousands deep."""

    def __init__(self, boxes: set[Any]) -> None:
        self._boxes = boxes
        self._boxed = 0
        self._tags: list[str] = []
        self._names: list[str] = []
        self._inside: Counter[str] = Counter()
        self._cut: Any = None
        self._runs: list[_Run] = [_Run("", (), boxed=False)]

    def runs_of(self, tree: Any) -> list[_Run]:
        stack: list[tuple[Any, bool]] = [(tree, False)]
        while stack:
            element, leaving = stack.pop()
            if leaving:
                self._leave(element)
            elif not isinstance(element.tag, str) or element.tag in _HIDDEN or _is_hidden(element):
                self._say(element.tail)
            else:
                self._enter(element)
                stack.append((element, True))
                stack.extend((child, False) for child in reversed(element))
        return [run for run in self._runs if "".join(run.text).strip()]

    def _enter(self, element: Any) -> None:
        self._tags.append(element.tag)
        self._names.append(" ".join(filter(None, map(element.get, ("class", "id", "itemprop", "rel")))))
        self._inside[element.tag] += 1
        self._boxed += element in self._boxes
        if self._is_apart(element):
            self._cut = element
        if element.tag in _BREAKING or element is self._cut:
            self._break()
        self._runs[-1].links += element.tag == "a"
        if self._is_seam(element):
            before = element.getprevious()
            alone = "".join(self._runs[-1].text).strip() == before.text_content().strip()
            self._say(" ")
            if "a" in (element.tag, before.tag) and alone and not before.text_content().rstrip().endswith(":"):
                self._break()
        self._say(element.text)

    def _leave(self, element: Any) -> None:
        self._tags.pop()
        self._names.pop()
        self._inside[element.tag] -= 1
        self._boxed -= element in self._boxes
        if (element.tag in _BREAKING and element.tag != "br") or element is self._cut:
            self._break()
        if element is self._cut:
            self._cut = None
        self._say(element.tail)

    def _is_seam(self, element: Any) -> bool:
        """Whether two inline elements touch that a style sets apart: "Ann Lee" and "Editor" without a space; two links
        are lines of their own."""
        before, said = element.getprevious(), self._runs[-1].text
        alike = before is not None and before.tag in ("span", "a") and element.tag in ("span", "a")
        label = before is not None and bool(said) and said[-1].endswith(":") and element.tag in ("span", "a")
        if before is None or not (alike or label) or (before.tail or "") or not said:
            return False
        touch = said[-1][-1:].islower() or label
        return touch and element.text_content()[:1].isupper()

    def _is_apart(self, element: Any) -> bool:
        """Whether an element says by its name what its line does not: a kicker or date, or, within a caption, who made
        the picture. It is a line of its own, though nothing breaks there."""
        if self._cut is not None or element.tag not in _INLINE:
            return False
        if self._inside["p"] == 0 and (APART.search(self._names[-1]) or self._names_after_date()):
            return True
        within = self._inside["figcaption"] or any(map(CAPTION.search, self._names[-3:-1]))
        return bool(within) and (element.tag == "cite" or CREDIT_PART.search(self._names[-1]) is not None)

    def _names_after_date(self) -> bool:
        """Whether an author's element stands in one row behind a date."""
        return AUTHOR.search(self._names[-1]) is not None and _YEAR.search("".join(self._runs[-1].text)) is not None

    def _break(self) -> None:
        if not self._runs[-1].text:
            self._runs.pop()
        names = self._names[:-1] if self._tags and self._tags[-1] == "br" else self._names
        self._runs.append(_Run(self._element(), tuple(names[-_NEAR:]), boxed=self._boxed > 0))

    def _say(self, text: str | None) -> None:
        if text:
            self._runs[-1].text.append(text)
            if self._inside["a"]:
                self._runs[-1].linked += len(text.strip())
            if self._inside["strong"] or self._inside["b"]:
                self._runs[-1].strong += len(text.strip())

    def _element(self) -> str:
        """What kind of line begins here: the outermost frame or the innermost element that says something."""
        for frame in ("nav", "footer", "aside", "form", "button"):
            if self._inside[frame]:
                return frame
        if self._inside["figcaption"]:
            return "figcaption"
        inner = next((tag for tag in reversed(self._tags[-_NEAR:]) if tag in _HINTS), "div" if self._tags else "")
        if self._inside["blockquote"] and inner == "p":
            return "blockquote"
        return "li" if inner in ("p", "div") and "li" in self._tags[-3:] else inner


def _is_hidden(element: Any) -> bool:
    style, names = element.get("style"), element.get("class")
    if element.get("hidden") is not None or (style and _NONE.search(style)):
        return True
    return bool(names and element.tag not in _FRAMES and _UNSEEN.search(names[:300]))


def _lines(runs: Sequence[_Run]) -> tuple[list[Line], str]:
    lines: list[Line] = []
    position = 0
    for index, run in enumerate(runs):
        text = _SPACES.sub(" ", "".join(run.text)).strip()
        hint = "table" if run.element in ("td", "th") else run.element
        line = Line(position, position + len(text), text, hint, " ".join(filter(None, run.names)), block=index)
        line.names = " ".join(run.names[-2:])
        line.place = "/".join(run.names[:-1])
        line.linked = run.linked / max(1, len(text))
        line.links = run.links
        line.strong = run.strong / max(1, len(text))
        line.boxed = run.boxed
        line.embedded = is_embed(line.classes)
        lines.append(line)
        position += len(text) + 1
    return lines, "\n".join(line.text for line in lines)
