"""A web page as lines of visible text, each with its element, its classes and whether it belongs to the story.

trafilatura decides what the story is; this module keeps the place of every visible line, so that what trafilatura
loses (kicker, standfirst, byline, captions, credits) can be found again around it and nothing goes unaccounted.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from beetroot.reading.errors import NotAStory
from beetroot.reading.lines import Line

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
_LISTED = frozenset(["li", "table", "h2", "h3", "h4", "h5", "h6"])
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_PLAIN = re.compile(r"\W+")
_CAPTION = re.compile(r"caption|legend|photo-?desc|image-?desc|wp-caption-text|media-?text|подпись", re.I)
_CREDIT = re.compile(r"credit|copyright|photo-?(?:by|source|author)|image-?source|attribution|photographer", re.I)
_STANDFIRST = re.compile(
    r"standfirst|sub-?head(?:line|ing|er)?\b|sub-?title|\bdek\b|\bdeck\b|article-?(?:lead|intro|summary|description|excerpt)|(?:^|[\s_-])(?:lede|lead|excerpt|teaser|intro)(?:$|[\s_-])",
    re.I,
)
_AUTHOR = re.compile(r"by-?line|author", re.I)
_DATE = re.compile(r"publish|date|time-?stamp|posted", re.I)
_KICKER = re.compile(r"kicker|eyebrow|rubric|overline|overtitle|supertitle|label-?section", re.I)


@dataclass(slots=True)
class Metadata:
    """What a page's head says about the story; dates as printed there."""

    headline: str | None = None
    published: str | None = None
    publication: str | None = None
    description: str | None = None
    language: str | None = None
    byline: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    visible: str
    lines: list[Line]
    metadata: Metadata


@dataclass(slots=True)
class _Run:
    """Text being collected for one line."""

    element: str
    classes: str
    text: list[str] = field(default_factory=list)
    linked: int = 0
    emphasised: int = 0


def read_page(source: str) -> Page:
    """Lines, visible text and metadata of an HTML page; NotAStory where there is no visible text."""
    import lxml.html
    from lxml.etree import LxmlError

    try:
        tree = lxml.html.document_fromstring(_without_declaration(source))
    except (LxmlError, ValueError, AssertionError) as error:
        raise NotAStory("This HTML holds no text. Open the page in a browser, copy its text and give that.") from error
    runs = [run for run in _runs(tree) if "".join(run.text).strip()]
    lines, visible = _lines(runs)
    if not visible.strip():
        raise NotAStory("This HTML holds no text. Open the page in a browser, copy its text and give that.")
    _mark_main(lines, source)
    return Page(visible, lines, _metadata(tree))


def _without_declaration(source: str) -> str:
    """lxml refuses characters that still declare an encoding; NULs end its parsing early."""
    return re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", source).replace("\0", "") or " "


def _runs(tree: Any) -> list[_Run]:
    """Visible text in document order, one run a line; the walk keeps its own stack, since pages nest thousands deep."""
    runs = [_Run("", "")]
    stack: list[tuple[Any, bool]] = [(tree, False)]
    path: list[tuple[str, str]] = []
    while stack:
        element, leaving = stack.pop()
        if leaving:
            _leave(element, path, runs)
            continue
        if not isinstance(element.tag, str) or element.tag in _HIDDEN or _is_hidden(element):
            _say(element.tail, runs, path)
            continue
        _enter(element, path, runs)
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    return runs


def _is_hidden(element: Any) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and _NONE.search(style))


def _enter(element: Any, path: list[tuple[str, str]], runs: list[_Run]) -> None:
    path.append(
        (element.tag, f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}")
    )
    if element.tag in _BLOCKS or element.tag == "br" or element.tag == "time":
        runs.append(_new_run(path))
    _say(element.text, runs, path)


def _leave(element: Any, path: list[tuple[str, str]], runs: list[_Run]) -> None:
    path.pop()
    if element.tag in _BLOCKS or element.tag == "time":
        runs.append(_new_run(path))
    _say(element.tail, runs, path)


def _say(text: str | None, runs: list[_Run], path: list[tuple[str, str]]) -> None:
    if text:
        runs[-1].text.append(text)
        if any(tag == "a" for tag, _ in path[-4:]):
            runs[-1].linked += len(text.strip())


def _new_run(path: list[tuple[str, str]]) -> _Run:
    near = path[-7:]
    classes = " ".join(names for _, names in near if names.strip())
    tags = [tag for tag, _ in path]
    outer = next((tag for tag in ("nav", "footer", "aside", "form", "button") if tag in tags), None)
    inner = next((tag for tag in reversed(tags) if tag in _HINTS), "div" if tags else "")
    if "figcaption" in tags:
        inner = "figcaption"
    elif "blockquote" in tags and inner == "p":
        inner = "blockquote"
    elif "li" in tags[-3:] and inner in ("p", "div"):
        inner = "li"
    return _Run(outer or inner, classes)


def _lines(runs: list[_Run]) -> tuple[list[Line], str]:
    lines: list[Line] = []
    position = 0
    for index, run in enumerate(runs):
        text = _SPACES.sub(" ", "".join(run.text)).strip()
        line = Line(position, position + len(text), text, _hint(run), run.classes, block=index)
        line.linked = run.linked / max(1, len(text))
        lines.append(line)
        position += len(text) + 1
    return lines, "\n".join(line.text for line in lines)


def _hint(run: _Run) -> str:
    return "table" if run.element in ("td", "th") else run.element


def _mark_main(lines: list[Line], source: str) -> None:
    """Ask trafilatura, then say of each line whether its words are in what it kept."""
    kept = _extracted(source)
    whole = _PLAIN.sub("", "".join(kept)).lower()
    # Tables come as rows "a | b", and stand on the page as cells.
    own = {_PLAIN.sub("", cell).lower() for line in kept for cell in (line, *line.split("|"))}
    place = 0
    for line in lines:
        plain = _PLAIN.sub("", line.text).lower()
        if len(plain) < 30:
            line.main = bool(plain) and plain in own
            continue
        found = whole.find(plain, place)
        line.main = found >= 0 or plain in whole
        place = max(place, found)


def _extracted(source: str) -> list[str]:
    """trafilatura's lines; none where it fails on the markup."""
    import logging

    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    text = trafilatura.extract(source, include_comments=False, include_tables=True, include_formatting=False)
    return [line.strip("- ") for line in (text or "").splitlines() if line.strip()]


def _metadata(tree: Any) -> Metadata:
    found = Metadata(language=(tree.get("lang") or "").split("-")[0].lower() or None)
    for item in _linked_data(tree):
        _from_linked_data(item, found)
    meta = {
        (m.get("property") or m.get("name") or m.get("itemprop") or "").lower(): m.get("content")
        for m in tree.iter("meta")
    }
    found.headline = found.headline or meta.get("og:title") or _first_text(tree, "title")
    found.published = found.published or next((meta[key] for key in _DATE_KEYS if meta.get(key)), None)
    found.publication = found.publication or meta.get("og:site_name")
    found.description = meta.get("og:description") or meta.get("description")
    author = meta.get("author") or meta.get("article:author")
    if not found.byline and author and not author.startswith("http"):
        found.byline = [author]
    if found.published is None:
        found.published = next((t.get("datetime") for t in tree.iter("time") if t.get("datetime")), None)
    return found


_DATE_KEYS = (
    "article:published_time",
    "datepublished",
    "og:published_time",
    "publishdate",
    "pubdate",
    "publish-date",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dc.date",
    "date",
)


def _first_text(tree: Any, tag: str) -> str | None:
    element = next(tree.iter(tag), None)
    return _SPACES.sub(" ", element.text_content()).strip() if element is not None else None


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text:
            continue
        try:
            data = json.loads(script.text, strict=False)
        except (ValueError, RecursionError):
            continue
        items = data if isinstance(data, list) else [data]
        for item in items:
            graph = item.get("@graph") if isinstance(item, dict) else None
            yield from (entry for entry in (graph if isinstance(graph, list) else [item]) if isinstance(entry, dict))


def _from_linked_data(item: dict[str, Any], found: Metadata) -> None:
    if not re.search(r"Article|Posting|Report|Review", str(item.get("@type"))):
        return
    found.headline = found.headline or _name(item.get("headline"))
    found.published = found.published or _name(item.get("datePublished"))
    found.publication = found.publication or _name(item.get("publisher"))
    authors = item.get("author") if isinstance(item.get("author"), list) else [item.get("author")]
    found.byline = found.byline or [name for name in map(_name, authors or []) if name and not name.startswith("http")]


def _name(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("name")
    return value.strip() if isinstance(value, str) and value.strip() else None


def mark_by_element(page: Page) -> None:
    """Say of each line what its element and classes say, and set aside what is not of the story."""
    main = [index for index, line in enumerate(page.lines) if line.main]
    first, last = (main[0], main[-1]) if main else (0, len(page.lines))
    title = _PLAIN.sub("", page.metadata.headline or "").lower()
    _recover_paragraphs(page.lines)
    for index, line in enumerate(page.lines):
        if line.text:
            _mark(line, inside=first <= index <= last, title=title)


def _recover_paragraphs(lines: list[Line]) -> None:
    """Paragraphs of the same make and place as three the extractor kept are the story's as well; below the last of
    them, headings, items and cells that are nothing but a link lead to other stories."""
    kept = Counter(line.classes for line in lines if line.main and line.hint == "p" and line.word_count >= 12)
    for line in lines:
        alike = line.hint == "p" and kept[line.classes] >= 3
        if not line.main and alike and line.linked < 0.3 and line.word_count >= 8:
            line.main = True
    last = max(
        (i for i, line in enumerate(lines) if line.main and line.hint == "p" and line.linked < 0.5), default=None
    )
    for line in lines[last:] if last is not None else ():
        if line.main and line.hint in _LISTED and line.linked > 0.8 and line.word_count >= 4:
            line.main, line.label = False, "furniture"


def _mark(line: Line, *, inside: bool, title: str) -> None:
    if line.label is not None:
        return
    plain = _PLAIN.sub("", line.text).lower()
    if line.hint not in ("nav", "footer", "aside", "form") and title and len(plain) > 12 and title.startswith(plain):
        line.hint, line.main = "h1", True
    elif line.hint == "figcaption" or (
        line.hint in ("p", "div") and _CAPTION.search(line.classes[-80:]) and len(line.text) < 500
    ):
        line.hint = "figcaption"
        line.label = "credit" if _CREDIT.search(line.classes[-60:]) else ("caption" if inside else "furniture")
    elif line.main:
        return
    else:
        _mark_outside(line)


def _mark_outside(line: Line) -> None:
    """What trafilatura left out: parts of the head it does not know, else furniture."""
    near = line.classes[-100:]
    if line.hint == "h1":
        return
    if _KICKER.search(near) and line.word_count <= 6:
        line.hint = "kicker"
    elif (
        _STANDFIRST.search(near)
        and line.word_count >= 6
        and line.linked < 0.5
        and line.hint not in ("nav", "footer", "aside", "form")
    ):
        line.hint = "standfirst"
    elif not ((_AUTHOR.search(near) or _DATE.search(near)) and line.word_count <= 14):
        line.label = "furniture"
