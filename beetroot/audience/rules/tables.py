"""Spreadsheets: tables of addresses of any common make, read line by line, and cells that no spreadsheet runs."""

import csv
import hashlib
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE, getincrementaldecoder
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from io import StringIO
from itertools import chain, islice
from typing import BinaryIO, NamedTuple

from beetroot.audience.rules.columns import Columns, columns_of
from beetroot.audience.rules.errors import BadTable
from beetroot.audience.rules.foreign import refuse_foreign
from beetroot.audience.rules.sources import Standing, gravest, unheaded

MAX_LINE = 65_536
_DELIMITERS = ",;\t|"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_PIECE = 1 << 20
#: Mailman and mail programs write a name before the address (RFC 5322 3.4).
_BRACKETED = re.compile(r"<([^<>]*)>\s*\Z")
_DOTTED = re.compile(r"\A(\d\d)\.(\d\d)\.(\d{4})")
_COMMENT = re.compile(r"(?<=\S)\s*\([^()]*\)\Z")
_TEXT_FORMULA = re.compile(r'\A="(.*)"\Z')
_APOSTROPHES = re.compile(r"\A['\"“”„«»‘’](.*)['\"“”„«»‘’]\Z")
#: Mailman's find_member says so after each address.
_FOUND_IN = re.compile(r"\s+found in:\Z")
#: Marks without width, and those that turn the direction of text (Unicode, UAX 9).
_UNSEEN = dict.fromkeys([0xAD, 0xFEFF, 0x2060, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2066, 0x206A)])
_LONG_LINE = "A line is far too long for a list of readers; export it again as CSV."
_NO_TEXT = "This file holds bytes that are no text: it is torn, or no CSV. Export it again."
_SAMPLE = 200
"""Lines by which a table is judged before its first row is read."""
_END = "\ue000"
"""Stands below the last line, outside any quotation mark; no text has a character of private use."""


class Row(NamedTuple):
    """One line of an import: where it stands in the file, its address, and what the other system knew."""

    line: int
    cell: str
    standing: Standing = Standing.READER
    joined: date | None = None
    language: str = ""

    def __repr__(self) -> str:
        """Without the address."""
        return f"Row({self.line})"


@dataclass(frozen=True)
class Survey:
    """What a whole file is: how it is written, how many lines it has, and its SHA-256."""

    encoding: str
    lines: int
    digest: bytes = field(repr=False)


def addresses_in(
    lines: Iterable[str],
    *,
    column: str | None = None,
    columns: Mapping[str, str] | None = None,
    standing: Standing = Standing.READER,
) -> Iterator[Row]:
    """The rows of a table in any common dialect, line by line, memory flat.

    `column` names the heading of the addresses where it is not one of the usual ones; `columns` those of "joined"
    (ISO 8601) and "language". A file whose first line already holds an address has no headings. `standing` is what is
    known of everybody in it. Raises BadTable.
    """
    found, records = _opened(lines, column, columns)
    for line, cells in records:
        yield from _rows(line, cells, found, standing)


def says_who_left(lines: Iterable[str], *, column: str | None = None, columns: Mapping[str, str] | None = None) -> bool:
    """Whether the table has a column by which somebody is a reader or not; reads its first lines. Raises BadTable."""
    return bool(_opened(lines, column, columns)[0].signs)


def _opened(
    lines: Iterable[str], column: str | None, columns: Mapping[str, str] | None
) -> tuple[Columns, Iterator[tuple[int, Sequence[str]]]]:
    numbered = iter(lines)
    above, first = _first(numbered)
    sample = [first, *(_bounded(line) for line in islice(numbered, _SAMPLE))]
    delimiter = _delimiter(sample)
    found = columns_of(_parsed(sample, delimiter), wanted=column, others=columns or {})
    records = _records(chain(sample, map(_bounded, numbered), [_END]), above, found, delimiter)
    return found, (each for each in islice(records, found.rows_from, None) if any(map(str.strip, each[1])))


def _records(lines: Iterable[str], above: int, found: Columns, delimiter: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Each record with the number of its last line, so long as every quotation mark is closed: one that is not would
    swallow the readers below it without a word."""
    table = csv.reader(lines, delimiter=delimiter)
    begins = above + 1
    try:
        for cells in table:
            if cells == [_END]:
                return
            line = table.line_num + above
            if line > begins and _swallows(cells, found, delimiter):
                break
            yield line, cells
            begins = line + 1
    except csv.Error:
        pass  # the cause may quote the line
    raise BadTable(f"A quotation mark that opens on line {begins} is not closed; mend that line and import again.")


def _swallows(cells: Sequence[str], found: Columns, delimiter: str) -> bool:
    """Whether a cell of several lines holds what looks like rows of this very table."""
    if any(_END in cell for cell in cells):
        return True
    held = [line for cell in cells if "\n" in cell or "\r" in cell for line in cell.splitlines()[1:]]
    rows = (row for row in csv.reader(held, delimiter=delimiter) if len(row) == found.width)
    return any("@" in row[index] for row in rows for index in found.address or range(found.width))


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

    UTF-16 and UTF-32 by their mark or their zeros, UTF-8 where all of it is valid, else the Windows or KOI8-R page that
    its letters speak for. Raises BadTable for what is plainly something else.
    """
    first = stream.read(_PIECE)
    refuse_foreign(first)
    encoding = _wide(first) or "utf-8-sig"
    decoder, lines, digest = getincrementaldecoder("utf-8")(), 0, hashlib.sha256()
    for piece in chain([first], iter(partial(stream.read, _PIECE), b"")):
        ends = max(piece.count(b"\n"), piece.count(b"\r"))
        _refuse_binary(piece, ends, wide=encoding.startswith(("utf-16", "utf-32")))
        lines += ends
        digest.update(piece)
        if encoding == "utf-8-sig":
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                decoder = getincrementaldecoder("utf-8")("replace")  # with a broken letter here and there
                encoding = encoding if _is_mostly_utf8(piece) else _old_page(piece)
    return Survey(encoding, lines, digest.digest())


def _refuse_binary(piece: bytes, ends: int, *, wide: bool) -> None:
    """Before anybody is taken, and before a line of a gigabyte is read."""
    if len(piece) == _PIECE and not ends:
        raise BadTable(_LONG_LINE)
    if not wide and b"\0" in piece:
        raise BadTable(_NO_TEXT)


def _is_mostly_utf8(piece: bytes) -> bool:
    text = piece.decode("utf-8", "replace")
    return len(text) - len(text.encode("ascii", "ignore")) > 10 * text.count("\ufffd")


def _wide(first: bytes) -> str:
    """Two or four bytes a character. Without a mark every other byte of Latin text is zero."""
    if first.startswith((BOM_UTF32_LE, BOM_UTF32_BE)):
        return "utf-32"
    if first.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    zeros = [first[:4096][start::2].count(0) for start in (0, 1)]
    few, many = sorted(zeros)
    if few * 8 > many or many * 8 < len(first[:4096]):
        return ""
    return "utf-16-be" if zeros[0] == many else "utf-16-le"


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
    """How many lines stand above the first one that says anything, and that one; Excel's `sep=;` says nothing."""
    for number, line in enumerate(lines, start=1):
        text = _bounded(line.lstrip("\ufeff"))
        if text.strip() and not text.lower().startswith(("sep=", '"sep=')):
            return number - 1, text
    raise BadTable("This file is empty.")


def _bounded(line: str) -> str:
    if len(line) > MAX_LINE:
        raise BadTable(_LONG_LINE)
    if "\0" in line:
        raise BadTable(_NO_TEXT)
    return line


def _delimiter(sample: Sequence[str]) -> str:
    """The mark by which most lines have the same number of cells, two or more."""

    def evenness(mark: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in _parsed(sample, mark) if row)
        width, lines = max(widths.items(), key=lambda each: (each[0] > 1 and each[1], each[0]), default=(0, 0))
        return (lines, width) if width > 1 else (0, 0)

    return max(_DELIMITERS, key=evenness)


def _parsed(sample: Sequence[str], delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    with suppress(csv.Error):  # told with its line when that is read
        rows.extend(csv.reader(sample, delimiter=delimiter))
    return rows


def _rows(line: int, cells: Sequence[str], found: Columns, standing: Standing) -> Iterator[Row]:
    standing = gravest([standing, *_standings(cells, found)])
    joined, language = _day(_cell(cells, found.joined)), _cell(cells, found.language).strip().lower()[:12]
    for cell in _addresses(cells, found):
        yield Row(line, _bare(cell), standing, joined, language)


def _standings(cells: Sequence[str], found: Columns) -> Iterator[Standing]:
    if not found.signs:
        yield from map(unheaded, cells)
        return
    yield from (sign.standing(_cell(cells, index)) for index, sign in found.signs)
    if any(map(str.strip, cells[found.width :])):
        yield Standing.PENDING  # a mark too many has moved the cells: nobody knows what stands where


def _cell(cells: Sequence[str], index: int | None) -> str:
    return cells[index] if index is not None and index < len(cells) else ""


def _addresses(cells: Sequence[str], found: Columns) -> Sequence[str]:
    if not found.address:
        return [cell for cell in cells if cell.strip()]
    cell = _cell(cells, found.address[0])
    if "@" in cell:
        return [cell]
    # Another column of the same heading; without headings, a comma in the name before the address has moved it.
    others = [_cell(cells, index) for index in found.address] if found.rows_from else cells
    return [next((other for other in others if "@" in other), cell)]


def _bare(cell: str) -> str:
    """An address without what programs wrap it in; what is left may be none."""
    if not cell.isascii():
        cell = cell.translate(_UNSEEN)
    cell = cell.strip()
    if not cell[-1:].isalnum() or not cell[:1].isalnum():
        cell = _unwrapped(cell)
    return cell[7:] if cell[:7].lower() == "mailto:" else cell


def _unwrapped(cell: str) -> str:
    """Of names before and comments after it (RFC 5322 3.4), of a list's commas, and of what keeps a spreadsheet from
    running a cell, our own exports' mark included."""
    cell = _COMMENT.sub("", _FOUND_IN.sub("", cell)).rstrip(",; ")
    for pattern in (_BRACKETED, _TEXT_FORMULA, _APOSTROPHES):
        match = pattern.search(cell)
        if match and not _names_another(cell[: match.start()], match.group(1)):
            cell = match.group(1).strip()
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA) else cell


def _names_another(name: str, address: str) -> bool:
    """Whether the name before an address is another one: nobody knows which of them agreed."""
    return "@" in name and name.strip(" \"'").casefold() != address.strip().casefold()


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(_DOTTED.sub(r"\3-\2-\1", cell.strip())[:10])
    except ValueError:
        return None
