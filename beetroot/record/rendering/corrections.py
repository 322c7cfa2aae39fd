"""Correction notices: on the pages that carried the wrong words, in the next issue, on the situation's page."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from beetroot.record.models import CorrectedPlace, Correction, Situation
from beetroot.record.rendering.gate import Gate
from beetroot.record.rendering.shapes import CorrectionView


def of_carrier(carrier: str, ref: str | int | UUID) -> tuple[CorrectionView, ...]:
    """Notices for one story ("story", its UUID) or issue ("issue", its id), the latest first."""
    places = CorrectedPlace.objects.filter(carrier=carrier, ref=str(ref))
    return _views(Correction.objects.filter(places__in=places), Gate())


def of_situation(row: Situation, gate: Gate) -> tuple[CorrectionView, ...]:
    """Notices about facts of this situation, the latest first."""
    return _views(Correction.objects.filter(situation=row)[:20], gate)


def since(moment: datetime | None) -> tuple[CorrectionView, ...]:
    """Notices of no private situation made after this moment; all of them for None."""
    rows = Correction.objects.filter(at__gt=moment) if moment else Correction.objects.all()
    return _views(rows, Gate())


def named(ids: Iterable[str]) -> tuple[CorrectionView, ...]:
    """These notices."""
    return _views(Correction.objects.filter(pk__in=list(ids)), Gate())


def _views(rows: QuerySet[Correction], gate: Gate) -> tuple[CorrectionView, ...]:
    """One that was finished is told by the one that finished it, which says since when it was being corrected."""
    shown = [(row, _view(row)) for row in rows.select_related("situation", "follows")]
    left = [(row, view) for row, view in shown if _may_leave(row, view, gate)]
    finished = {row.follows_id for row, _shown in left}
    return tuple(view for row, view in left if row.pk not in finished)


def _view(row: Correction) -> CorrectionView:
    return CorrectionView(
        id=str(row.pk),
        state=row.state,
        state_label=str(row.get_state_display()),
        at=row.at.date().isoformat(),
        was=row.was,
        now=row.now,
        note=row.note,
        begun=row.follows.at.date().isoformat() if row.follows else "",
    )


def _may_leave(row: Correction, view: CorrectionView, gate: Gate) -> bool:
    """A notice stays in the desk with its private situation, or when it would name somebody hidden."""
    if row.situation is not None and row.situation.private:
        return False
    return not gate.hides(" . ".join([view.was, view.now, view.note]))
