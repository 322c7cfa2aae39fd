"""Analysis of competing hypotheses (Heuer 1999, chapter 8): what speaks against each, least contradicted first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from beetroot.record.rules.vocabulary import AGAINST, LinkKind

_FOR = frozenset({LinkKind.ASSERTS, LinkKind.CONFIRMS, LinkKind.SUPPORTS, LinkKind.ACCUSES})


@dataclass(frozen=True, slots=True)
class Evidence:
    """That one thing does `link` to one hypothesis; both named by their ids."""

    origin: str
    link: str
    hypothesis: str


@dataclass(frozen=True, slots=True)
class Row:
    """One piece of evidence and its mark for every hypothesis in the matrix's order: + for, - against, "" neither."""

    origin: str
    marks: tuple[str, ...]

    @property
    def tells_apart(self) -> bool:
        """False when it says the same of all: then it helps to choose none."""
        return len(set(self.marks)) > 1


@dataclass(frozen=True, slots=True)
class Matrix:
    """Hypotheses, the least contradicted first, with their counts against and for; evidence that tells apart first."""

    hypotheses: tuple[str, ...]
    against: tuple[int, ...]
    supporting: tuple[int, ...]
    rows: tuple[Row, ...]


def mark(link: str) -> str:
    """ "-" for what stands against, "+" for what stands for, "" for no answer."""
    if link in AGAINST:
        return "-"
    return "+" if link in _FOR else ""


def matrix(hypotheses: Sequence[str], evidence: Iterable[Evidence]) -> Matrix:
    """Ranked by fewest contradictions; support only breaks ties, as it fits many hypotheses at once."""
    said: dict[str, dict[str, str]] = {}
    for one in evidence:
        marks = said.setdefault(one.origin, {})
        # Whoever both supports and contradicts is counted against: doubt weighs more (Heuer, step 5).
        marks[one.hypothesis] = "-" if "-" in (marks.get(one.hypothesis), mark(one.link)) else mark(one.link)
    against = {name: sum(marks.get(name) == "-" for marks in said.values()) for name in hypotheses}
    supporting = {name: sum(marks.get(name) == "+" for marks in said.values()) for name in hypotheses}
    order = sorted(hypotheses, key=lambda name: (against[name], -supporting[name], hypotheses.index(name)))
    rows = [Row(origin, tuple(marks.get(name, "") for name in order)) for origin, marks in said.items()]
    return Matrix(
        hypotheses=tuple(order),
        against=tuple(against[name] for name in order),
        supporting=tuple(supporting[name] for name in order),
        rows=tuple(sorted(rows, key=lambda row: not row.tells_apart)),
    )
