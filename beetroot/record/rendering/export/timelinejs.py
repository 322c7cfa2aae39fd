"""TimelineJS 3 JSON (Knight Lab): dated events; `display_date` keeps "about" and "before" as words."""

import json
import re
from collections.abc import Iterator
from typing import Any

from beetroot.lib import edtf_dates
from beetroot.record.rendering.facts import Views, in_order
from beetroot.record.rendering.gate import Gate
from beetroot.record.rendering.shapes import Backing, When

#: Year, month, day as far as they are known.
Parts = tuple[str, ...]
_PLAIN = re.compile(r"(-?[0-9X]{4}|Y-?\d{5,})(?:-([0-9X]{2}))?(?:-([0-9X]{2}))?")


def lines(gate: Gate) -> Iterator[str]:
    """One JSON document; what has no date at all cannot stand on a timeline and is left out."""
    views = Views(gate)
    shown = [(view.name, view.when, view.domain, view.id, view.backing) for view in map(views.event, gate.events)]
    shown += [(view.name, view.signed, view.domain, view.id, view.backing) for view in views.agreements()]
    dated = sorted((row for row in shown if _ends(row[1].edtf)), key=lambda row: in_order(row[1]))
    document: dict[str, Any] = {"events": [_slide(*row) for row in dated]}
    if gate.situation:
        document["title"] = {"text": {"headline": gate.situation.title, "text": gate.situation.summary}}
    yield json.dumps(document, ensure_ascii=False)


def _slide(name: str, moment: When, domain: str, unique_id: str, backing: Backing) -> dict[str, Any]:
    start, end = _ends(moment.edtf) or ((), None)
    slide = {
        "start_date": _date(start, moment),
        "end_date": _date(end, moment) if end else None,
        "text": {"headline": name, "text": _sources(backing)},
        "group": domain,
        "unique_id": unique_id,
        "display_date": moment.words,
    }
    return {key: value for key, value in slide.items() if value}


def _date(parts: Parts, moment: When) -> dict[str, str]:
    return {**dict(zip(("year", "month", "day"), parts, strict=False)), "display_date": moment.words}


def _ends(edtf: str) -> tuple[Parts, Parts | None] | None:
    """First and last year, month and day, no finer than EDTF says; the last is None for a point and an open end.

    None for what has no end at all. Years before our era count as TimelineJS does: -44 is 44 BCE, EDTF's -0043.
    """
    inside = edtf.strip("[]{}")
    members = [part for listed in inside.split(",") for part in re.split(r"/|\.\.", listed)] if edtf else []
    first, last = (_point(members[0], 0), _point(members[-1], 1)) if members else (None, None)
    if first is None or last is None or first == last:
        one = first or last
        return (one, None) if one else None
    return first, last


def _point(text: str, end: int) -> Parts | None:
    """The first (0) or last (1) year, month and day that one EDTF date may mean; None for an open end."""
    match = _PLAIN.fullmatch(re.sub(r"[~?%]|T.*", "", text.strip()))
    if match is None:
        return None
    year, *finer = (part for part in match.groups() if part)
    if any("X" in part or int(part) > 12 for part in finer[:1]) or "X" in "".join(finer):
        found = edtf_dates.bounds(text)
        day = found.latest if end else found.earliest
        year, *finer = day.isoformat().split("-")[: 1 if "X" in finer[0] else 2] if day else [year]
    return (_year(year, end), *finer)


def _year(digits: str, end: int) -> str:
    """A decade or century ends with its last year; of those before our era the greater number comes first."""
    number = int(digits.removeprefix("Y").replace("X", "9" if bool(end) != ("-" in digits) else "0"))
    return str(number if number > 0 else number - 1)


def _sources(backing: Backing) -> str:
    return "; ".join(", ".join(filter(None, [source.title, source.publisher])) for source in backing.sources)
