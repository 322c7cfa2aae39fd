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
LONGEST_HEADING = 200
_MARK = re.compile(r"^\s*(?:[•◦▪‣*+–-]\s+|\d{1,3}[.)]\s+|(?:>\s?)+)")
_NUMBER = re.compile(r"\s*\d{1,3}[.)]\s")
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


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line of a source: its number from 1, its text, and what the account says it is."""

    number: int
    text: str
    label: str


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
    labels = _labels(reading)
    placed = list(_placed_text(reading["text"], reading["sections"], labels, start=_after_lede(reading)))
    placed += [(_where(photo), _placeholder(photo)) for photo in reading["photos"]]
    placed.sort(key=lambda pair: pair[0])
    return list(_joined([part for _, part in placed]))


def _labels(reading: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """From a line without its bullet or mark to what the account calls it, and to the line as it stands."""
    lines = (
        (reading["source_text"][span["start"] : span["end"]].strip(), span["as"])
        for span in reading["account"]
        if span["as"] in {"list", "quote", "table"}
    )
    return {_bare(line): (label, line) for line, label in lines}


def _bare(line: str) -> str:
    return _MARK.sub("", line).strip()


def _after_lede(reading: Mapping[str, Any]) -> int:
    opening = reading.get("lede") or reading["headline"]
    at = reading["text"].find(opening)
    return at + len(opening) if at >= 0 else 0


def _where(photo: Mapping[str, Any]) -> int:
    return -1 if photo.get("start") is None else int(photo["start"])


def _placeholder(photo: Mapping[str, Any]) -> Part:
    return Part("photo_placeholder", {key: photo.get(key) or "" for key in ("caption", "credit", "date")})


def _placed_text(
    text: str, sections: Sequence[Mapping[str, Any]], labels: Mapping[str, tuple[str, str]], *, start: int
) -> Iterator[tuple[int, Part]]:
    at = max(start, 0)
    for section in sections:
        for kind, words in _of_section(section):
            found = text.find(words, at)
            at = found if found >= 0 else at
            yield at, _text_part(kind, words, labels)
            at += len(words) if found >= 0 else 0


def _of_section(section: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if section["heading"]:
        # A line longer than any heading is a paragraph that looked like one.
        yield "heading" if len(section["heading"]) <= LONGEST_HEADING else "paragraph", section["heading"]
    yield from (("paragraph", words) for words in section["paragraphs"])


def _text_part(kind: str, words: str, labels: Mapping[str, tuple[str, str]]) -> Part:
    label, line = labels.get(_bare(words), ("", words))
    if kind == "paragraph" and label == "list":
        return Part("list", {"ordered": bool(_NUMBER.match(line)), "items": [_bare(words)]})
    if kind == "paragraph" and label == "quote":
        return Part("pull_quote", {"text": _bare(words), "speaker": ""})
    if kind == "paragraph" and label == "table":
        return Part("table", {"caption": "", "has_header": True, "cells": words})
    return Part(kind, {"text": words})


def _joined(parts: Iterable[Part]) -> Iterator[Part]:
    """Lines of one list, and rows of one table, reach us one by one."""
    waiting: Part | None = None
    for part in parts:
        if waiting and (together := _together(waiting, part)):
            waiting = together
            continue
        if waiting:
            yield waiting
        waiting = part
    if waiting:
        yield waiting


def _together(one: Part, other: Part) -> Part | None:
    if one.kind == other.kind == "list" and one.value["ordered"] == other.value["ordered"]:
        return Part("list", {**one.value, "items": [*one.value["items"], *other.value["items"]]})
    if one.kind == other.kind == "table":
        return Part("table", {**one.value, "cells": f"{one.value['cells']}\n{other.value['cells']}"})
    return None


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
    marks = "«»" if tag in _GUILLEMETS else _MARKS.get(tag, "“”")
    bare = words.strip()
    if len(bare) > 1 and bare[0] in _ANY_MARK and bare[-1] in _ANY_MARK:
        bare = bare[1:-1].strip()
    return f"{marks[0]}{bare}{marks[1]}"


def account_lines(source_text: str, account: Iterable[Mapping[str, Any]]) -> list[Line]:
    """The account by line: a stretch of several lines gives several, a line of several stretches gives one for each.

    Empty lines are left out; together the texts hold every other character of the source.
    """
    lines: list[Line] = []
    number = 1
    for span in account:
        for piece in source_text[span["start"] : span["end"]].splitlines(keepends=True):
            if piece.strip():
                lines.append(Line(number, piece.strip(), span["as"]))
            number += piece.endswith(("\n", "\r"))
    return lines
