"""The blocks as plain text of 72 columns: complete by itself, links numbered and listed at the end."""

import textwrap
from collections.abc import Callable, Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from beetroot.lib import inline_html
from beetroot.stories.rules import quoted

Block = Mapping[str, Any]
WIDTH = 72


class _Links:
    """The addresses met so far; the same address keeps its number."""

    def __init__(self) -> None:
        self.addresses: list[str] = []

    def mark(self, address: str, words: str) -> str:
        """The words with the link's number after them; words that are the address stand alone."""
        if words.strip() in {address, address.removeprefix("mailto:")}:
            return words
        if address not in self.addresses:
            self.addresses.append(address)
        return f"{words} [{self.addresses.index(address) + 1}]"

    def plain(self, html: str) -> str:
        """Inline HTML as words with numbered links."""
        return inline_html.plain(html, mark=self.mark)


def blocks_to_text(document: Mapping[str, Any]) -> str:
    """Blocks parted by an empty line, ending without one. Addresses are never broken over lines."""
    links = _Links()
    with translation.override(document["language"]):
        parts = [_RENDERERS[block["type"]](block, links, document["language"]) for block in document["blocks"]]
        if links.addresses:
            numbered = [f"[{number}] {address}" for number, address in enumerate(links.addresses, start=1)]
            parts.append("\n".join([_("Links:"), *numbered]))
    return "\n\n".join(part for part in parts if part)


def wrap(text: str, *, first: str = "", then: str | None = None) -> str:
    """Text at 72 columns, each of its lines a paragraph; `first` begins the first line, `then` all others."""
    rest = first if then is None else then
    lines: list[str] = []
    for line in text.strip().splitlines():
        lines += textwrap.wrap(
            line,
            WIDTH,
            initial_indent=rest if lines else first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [rest.rstrip()]
    return "\n".join(lines)


def _paragraph(block: Block, links: _Links, language: str) -> str:
    return wrap(links.plain(block["html"]))


def _heading(block: Block, links: _Links, language: str) -> str:
    text = wrap(block["text"])
    return f"{text}\n{'-' * max(map(len, text.splitlines()), default=0)}"


def _photo(block: Block, links: _Links, language: str) -> str:
    return _photo_line(block["photo"])


def _photo_line(photo: Mapping[str, Any]) -> str:
    shown = " — ".join(part for part in (photo["caption"] or photo["alt"], photo["credit"]) if part)
    return wrap(_("[Photo: %(photo)s]") % {"photo": " ".join(shown.split())}) if shown else ""


def _photo_group(block: Block, links: _Links, language: str) -> str:
    lines = [_photo_line(photo) for photo in block["photos"]]
    return "\n".join(line for line in [*lines, wrap(block["caption"])] if line)


def _pull_quote(block: Block, links: _Links, language: str) -> str:
    speaker = f"\n— {block['speaker']}" if block["speaker"] else ""
    return wrap(quoted(block["text"], language=language) + speaker, first="> ")


def _list(block: Block, links: _Links, language: str) -> str:
    marks = [f"{number}. " if block["ordered"] else "* " for number in range(1, len(block["items"]) + 1)]
    pairs = zip(marks, block["items"], strict=True)
    return "\n".join(wrap(links.plain(item), first=mark, then=" " * len(mark)) for mark, item in pairs)


def _table(block: Block, links: _Links, language: str) -> str:
    header, rows = block["header"], block["rows"]
    everything = [header, *rows] if header else rows
    widths = [max(map(len, column)) for column in zip(*everything, strict=True)]
    fits = sum(widths) + 2 * (len(widths) - 1) <= WIDTH
    body = _aligned(header, rows, widths) if fits else _records(header, rows)
    return "\n".join(part for part in (wrap(block["caption"]), body) if part)


def _aligned(header: list[str] | None, rows: list[list[str]], widths: list[int]) -> str:
    ruled = [header, ["-" * width for width in widths]] if header else []
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in [*ruled, *rows])


def _records(header: list[str] | None, rows: list[list[str]]) -> str:
    """A table too wide for the page: each row as a few lines, each cell after its column's name."""
    names = header or [""] * max(map(len, rows), default=0)
    return "\n\n".join("\n".join(_record(names, row)) for row in rows)


def _record(names: list[str], row: list[str]) -> list[str]:
    cells = [f"{name}: {cell}" if name else cell for name, cell in zip(names, row, strict=True) if cell]
    return [wrap(cell, then="  ") for cell in cells]


def _note(block: Block, links: _Links, language: str) -> str:
    return wrap(_("Note: %(note)s") % {"note": links.plain(block["html"])}, first="| ")


def _embed(block: Block, links: _Links, language: str) -> str:
    head = wrap(f"[{block['provider']}: {block['title']}]")
    return "\n".join(part for part in (head, block["url"] or "", wrap(block["transcript"], first="  ")) if part)


def _placeholder(block: Block, links: _Links, language: str) -> str:
    return ""


_RENDERERS: dict[str, Callable[[Block, _Links, str], str]] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "photo": _photo,
    "photo_group": _photo_group,
    "pull_quote": _pull_quote,
    "list": _list,
    "table": _table,
    "note": _note,
    "embed": _embed,
    "photo_placeholder": _placeholder,
}
