"""The whole of what a situation's page shows a part of: statements, the timeline, figures, page by page."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Case, F, When

from beetroot.record.models import Event, Figure, Situation, Statement
from beetroot.record.rendering.facts import Views
from beetroot.record.rendering.gate import Gate
from beetroot.record.rendering.shapes import FactList
from beetroot.record.rendering.situation import IN_A_LIST, shape, timeline_item


def listing(slug: str, kind: str, page: int) -> FactList | None:
    """Page `page` (from 1) of a kind: statements and figures the latest first, events from the first on.

    None when the situation is unknown or private, or has no such page. Pages are cut before the gate looks at the
    rows, so one may be shorter than the others.
    """
    row = Situation.objects.filter(slug=slug, private=False).first()
    if row is None or kind not in _KINDS or page < 1:
        return None
    gate = Gate(situation=row, most=1)
    rows = _KINDS[kind](gate, (page - 1) * IN_A_LIST)
    following = bool(_KINDS[kind](gate, page * IN_A_LIST))
    if not rows and page > 1:
        return None
    made = tuple(_views(kind, rows, Views(gate)))
    return FactList(row.slug, row.title, kind, page, page + 1 if following else 0, row.language, made)


def _statements(gate: Gate, start: int) -> list[Any]:
    rows = Statement.objects.select_related("speaker", "occasion", "reported_by")
    order = [F("said_min").desc(nulls_last=True), "-made_at", "pk"]
    return list(gate.page(rows, order=order, start=start, length=IN_A_LIST))


def _events(gate: Gate, start: int) -> list[Any]:
    rows = Event.objects.filter(merged_into=None).select_related("origin").prefetch_related("parts__actor")
    # Years before our era have no bound; of "-0099" and "-0043" the greater text comes first.
    before_era = Case(When(happened__startswith="-", then=F("happened")))
    order = [before_era.desc(nulls_last=True), F("happened_min").asc(nulls_last=True), "made_at", "pk"]
    return list(gate.page(rows, order=order, start=start, length=IN_A_LIST))


def _figures(gate: Gate, start: int) -> list[Any]:
    order = [F("as_of_min").desc(nulls_last=True), "-made_at", "pk"]
    return list(gate.page(Figure.objects.select_related("said_by"), order=order, start=start, length=IN_A_LIST))


_KINDS: dict[str, Callable[[Gate, int], list[Any]]] = {
    "statements": _statements,
    "events": _events,
    "figures": _figures,
}


def _views(kind: str, rows: Iterable[Any], views: Views) -> Iterable[Any]:
    if kind == "statements":
        return map(views.statement, rows)
    if kind == "figures":
        return map(views.figure, rows)
    items = (timeline_item(row, views, weight=1) for row in rows)
    return (replace(one, mark=f"t{number}", shape=shape(one.when)) for number, one in enumerate(items, start=1))
