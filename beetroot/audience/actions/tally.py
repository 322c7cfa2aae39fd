"""Counts a day, a newsletter and a language: what the desk's curves are drawn from. They name nobody."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from django.db.models import F

from beetroot.audience.models import DayCount

What = Literal["asked", "confirmed", "imported", "left", "bounced"]


def tally(what: What, readers: Iterable[tuple[int, str]], *, today: date) -> None:
    """Adds one for each (newsletter id, language). Call it in the transaction that it is about."""
    added: dict[tuple[int, str], int] = {}
    for place in readers:
        added[place] = added.get(place, 0) + 1
    for (newsletter_id, language), number in added.items():
        row, _ = DayCount.objects.get_or_create(newsletter_id=newsletter_id, language=language, day=today)
        changes: dict[str, Any] = {what: F(what) + number}
        DayCount.objects.filter(pk=row.pk).update(**changes)
