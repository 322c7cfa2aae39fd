"""Stories with a hand-made key beside them: what an editor would mark, a line a fact, and how a reading compares.

`stories/NAME.key` belongs to `stories/NAME.txt|md|html`. A line is `kind: words | value | …`; the words are how the
fact begins. `quote` and `indirect` name the speaker (- for nobody), then `role=…; medium=…; org=…; at=…`, `date` its
EDTF, `figure` value or low-high, qualifier and what is counted. A last field `maybe` allows a fact without asking for
it. Quotations, dates and figures that no line allows are wrong. `first words … last words` also says where a fact ends.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from beetroot.reading import Reading, read

_BAR = re.compile(r"\s\|(?=\s|$)")
FOLDER = Path(__file__).parent / "stories"
_SLOTS = {"role": "role", "medium": "medium", "org": "organization", "at": "said_at"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of a key."""

    kind: str
    fields: tuple[str, ...]
    needed: bool

    @property
    def words(self) -> str:
        return self.fields[0]

    def __str__(self) -> str:
        return f"{self.kind}: {' | '.join(self.fields)}"


def read_key(path: Path) -> list[Wanted]:
    """The lines of a key."""
    wanted = []
    for line in filter(None, path.read_text(encoding="utf-8").splitlines()):
        kind, _, rest = line.partition(": ")
        fields = [field.strip() for field in _BAR.split(rest)]
        needed = fields[-1] != "maybe"
        wanted.append(Wanted(kind, tuple(fields if needed else fields[:-1]), needed))
    return wanted


def named_stories(folder: Path = FOLDER) -> list[Path]:
    """Stories that have a key, by name."""
    keys = sorted(folder.glob("*.key"))
    return [next(path for path in sorted(folder.glob(f"{key.stem}.*")) if path != key) for key in keys]


@dataclass(slots=True)
class Comparison:
    """A story beside its key.

    Per kind how many are right, missed (or wrong) and too many; every difference in words; of each quotation that was
    given its confidence and whether it is right; how many quotations asked for are given at all, by whomever.
    """

    counts: dict[str, list[int]] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    judged: list[tuple[float, bool]] = field(default_factory=list)
    given_wrong: dict[str, int] = field(default_factory=dict)

    def count(self, kind: str, place: int) -> None:
        self.counts.setdefault(kind, [0, 0, 0])[place] += 1


def compare(path: Path) -> Comparison:
    """How the story at a path is read, beside its key."""
    reading = read(path.read_text(encoding="utf-8"))
    compared = Comparison()
    wrong: dict[tuple[str, int], str] = {}
    for wanted in read_key(path.with_suffix(".key")):
        before = set(wrong)
        outcome = _judge(wanted, reading, wrong)
        if outcome is None:
            continue
        compared.count(wanted.kind, 1 if outcome else 0)
        if outcome:
            compared.differences.append(f"{path.name}: {wanted}: {outcome}")
            compared.given_wrong[wanted.kind] = compared.given_wrong.get(wanted.kind, 0) + len(set(wrong) - before)
    for kind, words in _extra(reading, wrong):
        compared.count(kind, 2)
        compared.differences.append(f"{path.name}: {kind} that is none: {words}")
    compared.judged = [
        (fact.confidence, wrong.get((kind, fact.start), "too many") == "")
        for kind, fact in _facts(reading)
        if kind == "quote"
    ]
    return compared


def _judge(wanted: Wanted, reading: Reading, taken: dict[tuple[str, int], str]) -> str | None:
    """ "" when right, what is wrong otherwise; None when nothing was asked."""
    if wanted.kind in ("quote", "indirect", "date", "figure"):
        return _fact(wanted, reading, taken)
    found = _part(wanted, reading)
    return "" if found in (True, wanted.words) else f"found {found!r}"


def _part(wanted: Wanted, reading: Reading) -> Any:
    kind, words = wanted.kind, wanted.words
    if kind == "photo":
        photos = [tuple(value or "-" for value in (p.caption, p.credit, p.date)) for p in reading.photos]
        return wanted.fields in photos or photos
    if kind == "heading":
        headings = [section.heading for section in reading.sections]
        return words in headings or headings
    if kind == "byline":
        return "; ".join(reading.byline)
    if kind in ("signup", "first_appeared"):
        return _box(wanted, reading)
    return _said(wanted, reading)


def _box(wanted: Wanted, reading: Reading) -> bool:
    signup, first = reading.signup, reading.first_appeared_in
    if wanted.kind == "signup":
        return signup is not None and (signup.title, signup.tagline) == wanted.fields
    return first is not None and (first.newsletter, first.publisher) == wanted.fields


def _said(wanted: Wanted, reading: Reading) -> Any:
    kind, words = wanted.kind, wanted.words
    if kind == "no quote":
        return words not in [q.text for q in reading.quotations]
    if kind == "not in text":
        return words not in reading.text
    if kind == "poll":
        return any(words in poll.pollster for poll in reading.polls) or [poll.pollster for poll in reading.polls]
    return getattr(reading, kind)


def _fact(wanted: Wanted, reading: Reading, taken: dict[tuple[str, int], str]) -> str | None:
    for kind, fact in _facts(reading):
        text = fact.text.replace("\xa0", " ")
        first, _, last = wanted.words.partition(" … ")
        begins = text.startswith(first)
        if kind == wanted.kind and begins and (kind, fact.start) not in taken:
            wrong = _COMPARE[kind](wanted, fact) if text.endswith(last) else f"ends {fact.text[-30:]!r}"
            if wrong and not wanted.needed:
                continue
            taken[kind, fact.start] = wrong
            return wrong if wanted.needed else None
    # Its sentence may be given as another kind of statement.
    return "missed" if wanted.needed else None


def _statement(wanted: Wanted, fact: Any) -> str:
    speaker = f"{fact.speaker or '-'} {fact.speaker_as_written or ''}".strip()
    if len(wanted.fields) > 1 and wanted.fields[1] not in speaker:
        return f"said by {speaker} ({fact.rule} {fact.confidence})"
    for slot in wanted.fields[2].split("; ") if len(wanted.fields) > 2 else ():
        name, _, value = slot.partition("=")
        given = getattr(fact, _SLOTS[name]) or ""
        if value not in given:
            return f"{name} {given!r}"
    return ""


def _date(wanted: Wanted, fact: Any) -> str:
    value = wanted.fields[1]
    return "" if value == "-" or value == (fact.edtf or "").rstrip("~") else f"given as {fact.edtf}"


def _figure(wanted: Wanted, fact: Any) -> str:
    value = wanted.fields[1]
    given = fact.value if fact.low is None else f"{fact.low:g}-{fact.high:g}"
    if value not in ("-", str(given)):
        return f"given as {given}"
    if len(wanted.fields) > 2 and wanted.fields[2] not in ("-", fact.qualifier):
        return f"qualifier {fact.qualifier}"
    if len(wanted.fields) > 3 and wanted.fields[3] and wanted.fields[3] not in (fact.what or ""):
        return f"counts {fact.what!r}"
    return ""


_COMPARE = {"quote": _statement, "indirect": _statement, "date": _date, "figure": _figure}


def _facts(reading: Reading) -> Iterator[tuple[str, Any]]:
    for quotation in reading.quotations:
        yield ("indirect" if quotation.mode == "indirect" else "quote"), quotation
    yield from (("date", date) for date in reading.dates)
    yield from (("figure", figure) for figure in reading.figures)


def _extra(reading: Reading, taken: dict[tuple[str, int], str]) -> Iterator[tuple[str, str]]:
    for kind, fact in _facts(reading):
        if (kind, fact.start) not in taken:
            yield kind, f"{fact.text[:70]!r} ({getattr(fact, 'rule', '')} {getattr(fact, 'edtf', '') or ''})"
