"""The little HTML that authors may write: bold, italic, line breaks and checked links; everything else is text.

`paragraphs` is the one gate between what an editor, an import or a forged request put into a story and what a
reader's browser or mail client gets. It builds its output from nothing, so what it does not know cannot pass.
"""

import re
from collections.abc import Callable, Mapping
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

Attributes = Mapping[str, str | None]
#: From the attributes of an `<a>` to the address it may point to, or None when there shall be no link.
Resolver = Callable[[Attributes], str | None]

_KEPT = {"b": "strong", "strong": "strong", "i": "em", "em": "em"}
_BREAKS = re.compile(
    r"address|article|aside|blockquote|dd|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|li|main|nav|ol|p|pre|section"
    r"|table|td|th|tr|ul"
).fullmatch
# Their content is not text that anybody wrote to be read.
_SILENT = re.compile(r"audio|canvas|head|iframe|math|noscript|object|script|style|svg|template|title|video").fullmatch
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\u202a-\u202e\u2066-\u2069\\<>\"`]")
_MAILTO = re.compile(r"mailto:[^?@,]+@[^?@,]+(?:\?subject=[^&]*)?", re.I)
_LINE_END = re.compile(r"%0[ad]", re.I)


def safe_target(address: str | None) -> str | None:
    """The address when a link may lead there, else None: http and https with a host and no password, one mailto.

    Browsers skip control characters inside a scheme, so an address holding any is refused, not repaired.
    """
    text = (address or "").strip()
    if not text or _FORBIDDEN.search(text):
        return None
    if _MAILTO.fullmatch(text):
        return None if _LINE_END.search(text) else text
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        return None
    return text


def by_href(attributes: Attributes) -> str | None:
    """The usual resolver: the checked `href`."""
    return safe_target(attributes.get("href"))


def paragraphs(html: str, *, resolve: Resolver = by_href) -> list[str]:
    """The paragraphs of `html`, each as clean inline HTML (`strong em br a[href]`), empty ones left out."""
    cleaner = _Cleaner(resolve)
    cleaner.feed(html)
    cleaner.close()
    cleaner.finish_paragraph()
    return cleaner.done


def clean(html: str, *, resolve: Resolver = by_href) -> str:
    """All of `html` as one line of clean inline HTML, former paragraphs parted by `<br><br>`."""
    return "<br><br>".join(paragraphs(html, resolve=resolve))


def plain(html: str, *, mark: Callable[[str, str], str] = lambda _address, text: text) -> str:
    """The words alone; `mark(address, text)` gives what stands for a link. Line breaks become newlines."""
    reader = _Plain(mark)
    reader.feed(clean(html))
    reader.close()
    return reader.text


class _Cleaner(HTMLParser):
    def __init__(self, resolve: Resolver) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[str] = []
        self._resolve = resolve
        self._parts: list[str] = []
        self._open: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if _SILENT(tag):
            self._silent += 1
        elif _BREAKS(tag):
            self.finish_paragraph()
        elif tag == "br" and not self._silent:
            self._parts.append("<br>")
        elif tag in _KEPT:
            self._start(_KEPT[tag], "")
        elif tag == "a":
            self._start_link(dict(attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not _SILENT(tag):
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if _SILENT(tag):
            self._silent = max(0, self._silent - 1)
        elif _BREAKS(tag):
            self.finish_paragraph()
        else:
            self._end(_KEPT.get(tag, tag))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._parts.append(escape(data, quote=False))

    def finish_paragraph(self) -> None:
        while self._open:
            self._end(self._open[-1])
        text = re.sub(r"\s+", " ", "".join(self._parts)).strip()
        text = re.sub(r"^(?:<br>\s*)+|(?:\s*<br>)+$", "", text).strip()
        if re.sub(r"<[^>]*>", "", text).strip():
            self.done.append(text)
        self._parts = []

    def _start_link(self, attributes: Attributes) -> None:
        if "a" in self._open:
            self._end("a")
        if address := self._resolve(attributes):
            self._start("a", f' href="{escape(address)}"')

    def _start(self, tag: str, attributes: str) -> None:
        if not self._silent:
            self._open.append(tag)
            self._parts.append(f"<{tag}{attributes}>")

    def _end(self, tag: str) -> None:
        if tag not in self._open:
            return
        last = ""
        while last != tag:
            last = self._open.pop()
            self._parts.append(f"</{last}>")


class _Plain(HTMLParser):
    def __init__(self, mark: Callable[[str, str], str]) -> None:
        super().__init__(convert_charrefs=True)
        self._mark = mark
        self._parts: list[str] = []
        self._link: tuple[str, int] | None = None

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._parts.append("\n")
        elif tag == "a":
            self._link = (dict(attrs).get("href") or "", len(self._parts))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._link:
            address, start = self._link
            words = "".join(self._parts[start:])
            self._parts[start:] = [self._mark(address, words)]
            self._link = None

    def handle_data(self, data: str) -> None:
        self._parts.append(data)
