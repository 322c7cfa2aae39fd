"""The record as data. One file a format, each with one function from a gate to lines."""

from collections.abc import Callable, Iterator

from beetroot.record.models import Situation
from beetroot.record.rendering.export import annotations, ftm, jsonld, table, timelinejs
from beetroot.record.rendering.gate import Gate
from beetroot.record.rules.errors import RecordError

FORMATS: dict[str, Callable[[Gate], Iterator[str]]] = {
    "ftm": ftm.lines,
    "timelinejs": timelinejs.lines,
    "jsonld": jsonld.lines,
    "csv": table.lines,
    "annotations": annotations.lines,
}


class UnknownSituation(RecordError):
    """There is no public situation of this name; `/desk/record/` lists them."""


def export(form: str, situation: str | None = None) -> Iterator[str]:
    """Public confirmed facts, a line at a time without its end: FtM and JSON-LD one entity a line.

    `situation` is a slug, None for all. Raises UnknownSituation, also for a private one.
    """
    row = Situation.objects.filter(slug=situation, private=False).first() if situation else None
    if situation and row is None:
        raise UnknownSituation(f"There is no public situation “{situation}”.")
    return FORMATS[form](Gate(situation=row))
