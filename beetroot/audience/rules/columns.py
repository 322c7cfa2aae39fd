"""Where what stands in a table of addresses: by its headings, else by what its first rows hold."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from beetroot.audience.rules.errors import BadTable
from beetroot.audience.rules.sources import ADDRESS, JOINED, Sign, folded, signs_in

_LIKE_ADDRESS = re.compile(r"[^@\s]@[^@\s]+\.[^@\s.]+")
_TITLES = 10
"""Lines above the headings that may say what the table is."""


class UnknownColumn(BadTable):
    """No column looks like addresses; say which heading it has. `headings` are those of the file."""

    def __init__(self, headings: Sequence[str], *, several: bool = False) -> None:
        self.several = several
        self.headings = [heading for heading in headings if heading.strip() and "@" not in heading]
        named = ", ".join(self.headings[:20]) or "none"
        found = "More than one column holds addresses" if several else "No column looks like addresses"
        super().__init__(f"{found}; say which heading it has. The file's headings: {named}.")


@dataclass(frozen=True)
class Columns:
    """`address`: the columns of that heading, of which a row fills one; none where a line is nothing but addresses.
    `rows_from`: how many rows stand above the first reader. `width`: how many cells a row has."""

    address: tuple[int, ...]
    rows_from: int
    width: int
    signs: Sequence[tuple[int, Sign]] = ()
    joined: int | None = None
    language: int | None = None


def columns_of(rows: Sequence[Sequence[str]], *, wanted: str | None, others: Mapping[str, str]) -> Columns:
    """What the first rows of a table say of its columns.

    `wanted` names the heading of the addresses, `others` those of "joined" and "language". Raises BadTable.
    """
    if not rows:
        raise BadTable("This file is empty.")
    if wanted is None and any("@" in cell for cell in rows[0]):
        return _without_headings(rows[0])
    first = next((number for number, row in enumerate(rows) if _filled(row)), None)
    at = _heading(rows, first, wanted)
    names, sample = [folded(cell) for cell in rows[at]], rows[at + 1 :]
    chosen = folded(wanted) if wanted is not None else _address(names, rows[at], sample)
    return Columns(
        tuple(index for index, name in enumerate(names) if name == chosen),
        at + 1,
        len(names),
        signs_in(names),
        joined=_named(names, others["joined"]) if "joined" in others else _usual(names, JOINED),
        language=_named(names, others["language"]) if "language" in others else None,
    )


def _without_headings(row: Sequence[str]) -> Columns:
    """Two addresses or more and nothing else were pasted from a mail: each is a reader."""
    filled = _filled(row) or [index for index, cell in enumerate(row) if "@" in cell]
    pasted = len(filled) > 1 and all("@" in cell or not cell.strip() for cell in row)
    return Columns(() if pasted else (filled[0],), 0, len(row))


def _heading(rows: Sequence[Sequence[str]], first: int | None, wanted: str | None) -> int:
    """Which row holds the headings; a title may stand above them."""
    known = ADDRESS if wanted is None else (folded(wanted),)
    above = range(min(first if first is not None else 1, _TITLES, len(rows)))
    found = [number for number in above if {folded(cell) for cell in rows[number]} & {*known}]
    if not found and wanted is not None:
        raise _no_such_heading()
    return max(found or above, key=lambda number: (sum(1 for cell in rows[number] if cell.strip()), -number))


def _address(names: Sequence[str], heading: Sequence[str], sample: Sequence[Sequence[str]]) -> str:
    """The folded heading of the addresses: a usual one that has any below it, else the only column that is full of
    them, else a usual one."""
    counts = Counter(index for row in sample for index in _filled(row) if index < len(names))
    usual = [name for name in ADDRESS if name in names]
    filled = [name for name in usual if any(counts[at] for at, each in enumerate(names) if each == name)]
    full = {names[index] for index, count in counts.items() if names[index] and count * 2 > len(sample)}
    if filled or (usual and len(full) != 1):
        return (filled or usual)[0]
    if len(full) != 1:
        raise UnknownColumn(heading, several=len(full) > 1)
    return full.pop()


def _filled(row: Sequence[str]) -> list[int]:
    return [index for index, cell in enumerate(row) if _LIKE_ADDRESS.search(cell)]


def _named(names: Sequence[str], wanted: str) -> int:
    if folded(wanted) not in names:
        raise _no_such_heading()
    return names.index(folded(wanted))


def _no_such_heading() -> BadTable:
    return BadTable("There is no such heading in the first line; name the column as it stands there.")


def _usual(names: Sequence[str], usual: Sequence[str]) -> int | None:
    return next((names.index(name) for name in usual if name in names), None)
