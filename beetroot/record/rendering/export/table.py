"""CSV (RFC 4180, without line ends): one row a fact, every kind in one table."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from beetroot.record.models import Fact
from beetroot.record.rendering.facts import Views, number, when, who
from beetroot.record.rendering.gate import Gate

COLUMNS = [
    "kind",
    "id",
    "situation",
    "date_edtf",
    "date_min",
    "date_max",
    "date_as_printed",
    "who",
    "what",
    "domain",
    "certainty",
    "value",
    "low",
    "high",
    "qualifier",
    "unit",
    "sources",
]
# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def lines(gate: Gate) -> Iterator[str]:
    """The header, then statements, claims, events, figures, agreements and relations."""
    yield _line(COLUMNS)
    views = Views(gate)
    for row, column, cells in _rows(gate):
        yield _line([_safe(value) for value in _cells(row, column, cells, views).values()])


def _rows(gate: Gate) -> Iterator[tuple[Fact, str, dict[str, str]]]:
    for said in gate.statements:
        yield said, "said", {"who": who(said), "what": said.content}
    for claim in gate.claims:
        yield claim, "first_made", {"what": claim.wording, "certainty": claim.rating}
    for event in gate.events:
        names = "; ".join(dict.fromkeys(part.actor.name for part in event.parts.all()))
        yield (
            event,
            "happened",
            {"who": names, "what": event.name, "domain": event.domain, "certainty": event.certainty},
        )
    for figure in gate.figures:
        numbers = {"value": number(figure.value), "low": number(figure.low), "high": number(figure.high)}
        whose = figure.said_by.name if figure.said_by else figure.said_by_as_written
        yield (
            figure,
            "as_of",
            {"who": whose, "what": figure.what, "qualifier": figure.qualifier, "unit": figure.unit, **numbers},
        )
    for agreement in gate.agreements:
        parties = "; ".join(party.name for party in agreement.parties.all())
        yield agreement, "signed", {"who": parties, "what": agreement.name, "domain": agreement.domain}
    for tie in gate.relations:
        what = f"{tie.subject.name} {tie.get_type_display()} {tie.object.name}"
        yield tie, "start", {"who": tie.subject.name, "what": what, "domain": tie.domain}


def _cells(row: Any, column: str, cells: dict[str, str], views: Views) -> dict[str, str]:
    moment = when(row, column)
    sources = "; ".join(", ".join(filter(None, [one.title, one.publisher])) for one in views.backing(row).sources)
    return dict.fromkeys(COLUMNS, "") | {
        "kind": row.kind(),
        "id": str(row.pk),
        "situation": row.situation.slug if row.situation else "",
        "date_edtf": moment.edtf,
        "date_min": moment.earliest,
        "date_max": moment.latest,
        "date_as_printed": moment.printed,
        "sources": sources,
        **cells,
    }


def _safe(value: str) -> str:
    flat = " ".join(value.split())
    return f"'{flat}" if flat.startswith(_FORMULA) and not flat.lstrip("-").replace(".", "").isdigit() else flat


def _line(cells: Any) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()
