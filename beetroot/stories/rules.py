"""Decisions about a story's parts as plain functions: tables, languages, providers, where photos stand in a text."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from beetroot.lib.errors import BeetrootError

#: BCP 47 of scripts written from right to left, of the regions this desk serves and their diasporas.
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "azb", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
#: Rows and cells of a table that still reads on a phone and in a mail.
MOST_ROWS, MOST_CELLS = 200, 12
_PROVIDERS = {"youtu.be": "YouTube", "youtube.com": "YouTube", "vimeo.com": "Vimeo", "t.me": "Telegram", "x.com": "X"}


class StoriesError(BeetrootError):
    """This cannot be done with this story; the message says what to change."""


class NotReady(StoriesError):
    """Something in the story must be finished first; the message lists it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One block that an imported text becomes: its kind as in `blocks.StoryBlocks` and its plain values."""

    kind: str
    value: Mapping[str, Any]


def direction(language: str) -> str:
    """`rtl` or `ltr` for a BCP 47 tag."""
    tags = language.lower().split("-")
    return "rtl" if tags[0] in _RIGHT_TO_LEFT or {"arab", "hebr"} & set(tags[1:]) else "ltr"


def provider_of(address: str) -> str:
    """The name of the site an embed leads to: the usual ones by name, others by host."""
    host = (urlsplit(address).hostname or "").removeprefix("www.").removeprefix("m.")
    return _PROVIDERS.get(host, host)


def table_rows(text: str) -> list[list[str]]:
    """Rows of a table typed or pasted as text: one row a line, cells parted by tabs or by `|`; short rows filled up.

    A line under the header made of dashes, as Markdown wants it, is left out.
    """
    rows = [_cells(line) for line in text.splitlines() if line.strip()]
    rows = [row[:MOST_CELLS] for row in rows if any(cell.strip("-: ") for cell in row)][:MOST_ROWS]
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _cells(line: str) -> list[str]:
    parts = line.split("\t") if "\t" in line else line.strip().strip("|").split("|")
    return [part.strip() for part in parts]


def parts_of(reading: Mapping[str, Any]) -> list[Part]:
    """The blocks of an imported story in the order of its text; each photo it names becomes a placeholder.

    `reading` has the shape of design section 4. A photo without a caption leads the story.
    """
    text = reading["text"]
    placed = list(_placed_text(text, reading["sections"], start=_after_lede(reading)))
    placed += [(_where(photo), _placeholder(photo)) for photo in reading["photos"]]
    placed.sort(key=lambda pair: pair[0])
    return list(_lists_joined([part for _, part in placed]))


def _after_lede(reading: Mapping[str, Any]) -> int:
    opening = reading.get("lede") or reading["headline"]
    at = reading["text"].find(opening)
    return at + len(opening) if at >= 0 else 0


def _where(photo: Mapping[str, Any]) -> int:
    return -1 if photo.get("start") is None else int(photo["start"])


def _placeholder(photo: Mapping[str, Any]) -> Part:
    return Part("photo_placeholder", {key: photo.get(key) or "" for key in ("caption", "credit", "date")})


def _placed_text(text: str, sections: Sequence[Mapping[str, Any]], *, start: int) -> Iterator[tuple[int, Part]]:
    at = max(start, 0)
    for section in sections:
        for kind, words in _of_section(section):
            found = text.find(words, at)
            at = found if found >= 0 else at
            yield at, _text_part(kind, words)
            at += len(words) if found >= 0 else 0


def _of_section(section: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if section["heading"]:
        yield "heading", section["heading"]
    yield from (("paragraph", words) for words in section["paragraphs"])


_BULLET = re.compile(r"^\s*(?:[•◦▪‣*–-]|(\d{1,3})[.)])\s+(?=\S)")


def _text_part(kind: str, words: str) -> Part:
    if kind == "paragraph" and (match := _BULLET.match(words)):
        items = [_BULLET.sub("", line) for line in words.splitlines() if line.strip()]
        return Part("list", {"ordered": bool(match[1]), "items": items})
    return Part(kind, {"text": words})


def _lists_joined(parts: Iterable[Part]) -> Iterator[Part]:
    """Lines of one list reach us as paragraphs of their own."""
    waiting: Part | None = None
    for part in parts:
        if waiting and part.kind == "list" and part.value["ordered"] == waiting.value["ordered"]:
            waiting = Part("list", {**waiting.value, "items": [*waiting.value["items"], *part.value["items"]]})
            continue
        if waiting:
            yield waiting
        waiting = part if part.kind == "list" else None
        if not waiting:
            yield part
    if waiting:
        yield waiting


_MARKS = {
    "en": "“”",
    "de": "„“",
    "cs": "„“",
    "sk": "„“",
    "bg": "„“",
    "ka": "„“",
    "pl": "„”",
    "hu": "„”",
    "ro": "„”",
}
_GUILLEMETS = frozenset({"ru", "be", "uk", "fr", "es", "it", "hy", "fa", "el", "tr", "az", "kk", "uz"})
_ANY_MARK = '“”„«»"‹›‟'


def quoted(words: str, *, language: str) -> str:
    """The words between the quotation marks of their language; marks that the author typed around them go first."""
    tag = language.lower().split("-")[0]
    opening, closing = "«»" if tag in _GUILLEMETS else _MARKS.get(tag, "“”")
    bare = words.strip()
    if len(bare) > 1 and bare[0] in _ANY_MARK and bare[-1] in _ANY_MARK:
        bare = bare[1:-1].strip()
    return f"{opening}{bare}{closing}"
