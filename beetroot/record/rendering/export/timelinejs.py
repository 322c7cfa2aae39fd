"""TimelineJS 3 JSON (Knight Lab): dated events; `display_date` keeps "about" and "before" as words."""

import json
from collections.abc import Iterator
from typing import Any

from beetroot.record.rendering.facts import Views, in_order
from beetroot.record.rendering.gate import Gate
from beetroot.record.rendering.shapes import Backing, When


def lines(gate: Gate) -> Iterator[str]:
    """One JSON document; what has no date at all cannot stand on a timeline and is left out."""
    views = Views(gate)
    shown = [(view.name, view.when, view.domain, view.id, view.backing) for view in map(views.event, gate.events)]
    shown += [(view.name, view.signed, view.domain, view.id, view.backing) for view in views.agreements()]
    dated = sorted((row for row in shown if row[1].earliest or row[1].latest), key=lambda row: in_order(row[1]))
    document: dict[str, Any] = {"events": [_slide(*row) for row in dated]}
    if gate.situation:
        document["title"] = {"text": {"headline": gate.situation.title, "text": gate.situation.summary}}
    yield json.dumps(document, ensure_ascii=False)


def _slide(name: str, moment: When, domain: str, unique_id: str, backing: Backing) -> dict[str, Any]:
    slide = {
        "start_date": _date(moment.earliest or moment.latest, moment),
        "text": {"headline": name, "text": _sources(backing)},
        "group": domain,
        "unique_id": unique_id,
        "display_date": moment.words,
    }
    if moment.earliest and moment.latest and moment.latest != moment.earliest and len(moment.edtf) > 10:
        slide["end_date"] = _date(moment.latest, moment)
    return {key: value for key, value in slide.items() if value}


def _date(day: str, moment: When) -> dict[str, str]:
    """No finer than EDTF says: a month has no day, a year no month."""
    year, month, date = day.split("-")
    point = moment.edtf.partition("/")[0].strip("~?%") or moment.edtf
    parts = {"year": year, "month": month, "day": date}
    kept = parts if len(point) >= 10 else dict(list(parts.items())[: 2 if len(point) >= 7 else 1])
    return {**kept, "display_date": moment.words}


def _sources(backing: Backing) -> str:
    return "; ".join(", ".join(filter(None, [source.title, source.publisher])) for source in backing.sources)
