"""Spreadsheets: tables of addresses of any common make, read line by line, and cells that no spreadsheet runs."""

import csv
import hashlib
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from io import StringIO
from itertools import chain
from typing import BinaryIO

from beetroot.audience.rules.errors import BadTable
from beetroot.audience.rules.sources import ANY, Source, Standing, folded, source_of

MAX_LINE = 65_536
_DELIMITERS = ",;\t|"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_PIECE = 1 << 20
#: Mailman and mail programs write a name before the address (RFC 5322 3.4).
_BRACKETED = re.compile(r"<([^<>]*)>\s*\Z")
_UNSEEN = str.maketrans("", "", "\u200b\u200c\u200d\u2060\ufeff\u00ad")


@dataclass(frozen=True)
class Row:
    """One line of an import: where it stands in the file, its address, and what the other system knew."""

    line: int
    cell: str = field(repr=False)
    standing: Standing = Standing.READER
    joined: date | None = None
    language: str = ""


@dataclass(frozen=True)
class Survey:
    """What a whole file is: how it is written, how many lines it has, and its SHA-256."""

    encoding: str
    lines: int
    digest: bytes = field(repr=False)


@dataclass(frozen=True)
class _Columns:
    """Where what stands; None where the table has no such column."""

    source: Source
    address: int
    status: int | None = None
    joined: int | None = None
    language: int | None = None
    headed: bool = True


class UnknownColumn(BadTable):
    """No column looks like addresses; say which heading it has. `headings` are those of the file."""

    def __init__(self, headings: Sequence[str]) -> None:
        self.headings = [heading for heading in headings if heading.strip() and "@" not in heading]
        named = ", ".join(self.headings[:20]) or "none"
        super().__init__(f"No column looks like addresses; say which heading it has. The file's headings: {named}.")


def addresses_in(
    lines: Iterable[str], *, column: str | None = None, columns: Mapping[str, str] | None = None
) -> Iterator[Row]:
    """The rows of a table in any common dialect, line by line, memory flat.

    `column` names the heading of the addresses where it is not one of the usual ones; `columns` those of "joined"
    (ISO 8601) and "language". A file whose first line already holds an address has no headings. Raises BadTable.
    """
    numbered = iter(lines)
    before, first = _first(numbered)
    delimiter = _delimiter(first)
    heading = next(csv.reader([first], delimiter=delimiter), [])
    found = _columns(heading, column, columns or {})
    table = csv.reader((_bounded(line) for line in numbered), delimiter=delimiter)
    if not found.headed:
        yield _row(before, heading, found)
    try:
        for cells in table:
            if any(cell.strip() for cell in cells):
                yield _row(table.line_num + before, cells, found)
    except csv.Error:
        # The cause may quote the line.
        line = table.line_num + before + 1
        raise BadTable(f"Line {line} is not part of a table; export the list again as CSV.") from None


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet runs as a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_line(cells: Sequence[str]) -> str:
    """One line of an export, every cell safe, ending in CRLF (RFC 4180 section 2)."""
    stream = StringIO()
    csv.writer(stream).writerow([safe_cell(cell) for cell in cells])
    return stream.getvalue()


def survey(stream: BinaryIO) -> Survey:
    """What a file is, read in pieces; the stream is at its end afterwards.

    UTF-16 by its mark, UTF-8 where all of it is valid, else the Windows or KOI8-R page that its letters speak for.
    """
    first = stream.read(_PIECE)
    encoding = "utf-16" if first.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig"
    decoder, lines, digest = getincrementaldecoder("utf-8")(), 0, hashlib.sha256()
    for piece in chain([first], iter(partial(stream.read, _PIECE), b"")):
        lines += max(piece.count(b"\n"), piece.count(b"\r"))
        digest.update(piece)
        if encoding == "utf-8-sig":
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                encoding = _old_page(piece)
    return Survey(encoding, lines, digest.digest())


def _old_page(piece: bytes) -> str:
    """Cyrillic words are runs of high bytes, Western ones have a single one here and there. In Windows-1251 the small
    letters, which prevail, are E0 to FF; in KOI8-R they are C0 to DF."""
    runs = b"".join(re.findall(rb"[\xa8\xb8\xc0-\xff]{3,}", piece))
    singles = len(re.findall(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])", piece))
    if len(runs) <= singles:
        return "cp1252"
    small = sum(1 for byte in runs if byte >= 0xE0)
    return "cp1251" if small * 2 >= len(runs) else "koi8-r"


def _first(lines: Iterator[str]) -> tuple[int, str]:
    """Number and text of the first line that says anything; Excel's `sep=;` says which mark divides cells."""
    for number, line in enumerate(lines, start=1):
        text = _bounded(line.lstrip("\ufeff"))
        if text.strip() and not text.lower().startswith("sep="):
            return number, text
    return 1, ""


def _bounded(line: str) -> str:
    if len(line) > MAX_LINE or "\0" in line:
        raise BadTable("A line is far too long for a list of readers, or holds no text; export it again as CSV.")
    return line


def _delimiter(heading: str) -> str:
    return max(_DELIMITERS, key=lambda mark: len(next(csv.reader([heading], delimiter=mark), [])))


def _columns(heading: Sequence[str], wanted: str | None, others: Mapping[str, str]) -> _Columns:
    names = [folded(cell) for cell in heading]
    filled = [index for index, cell in enumerate(heading) if "@" in cell]
    if filled and wanted is None:
        return _Columns(ANY, filled[0], headed=False)
    source = source_of(names)
    address = _named(names, wanted) if wanted is not None else _usual(names, source.address)
    if address is None:
        raise UnknownColumn(heading)
    return _Columns(
        source,
        address,
        status=_usual(names, source.status),
        joined=_named(names, others["joined"]) if "joined" in others else _usual(names, source.joined),
        language=_named(names, others["language"]) if "language" in others else None,
    )


def _named(names: Sequence[str], wanted: str) -> int:
    if folded(wanted) not in names:
        raise BadTable("There is no such heading in the first line; name the column as it stands there.")
    return names.index(folded(wanted))


def _usual(names: Sequence[str], usual: Sequence[str]) -> int | None:
    return next((names.index(name) for name in usual if name in names), None)


def _row(line: int, cells: Sequence[str], found: _Columns) -> Row:
    return Row(
        line,
        _address(cells, found),
        found.source.standing(_cell(cells, found.status)),
        _day(_cell(cells, found.joined)),
        _cell(cells, found.language).strip().lower()[:12],
    )


def _cell(cells: Sequence[str], index: int | None) -> str:
    return cells[index] if index is not None and index < len(cells) else ""


def _address(cells: Sequence[str], found: _Columns) -> str:
    cell = _cell(cells, found.address)
    if not found.headed and "@" not in cell:  # a comma in the name before the address has moved it
        cell = next((other for other in cells if "@" in other), cell)
    if not cell.isascii():
        cell = cell.translate(_UNSEEN)
    cell = cell.strip()
    bracketed = _BRACKETED.search(cell)
    cell = bracketed.group(1).strip() if bracketed else cell
    return cell[7:] if cell[:7].lower() == "mailto:" else cell


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell.strip()[:10])
    except ValueError:
        return None
