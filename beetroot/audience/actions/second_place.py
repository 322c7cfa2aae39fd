"""Who left, in an append-only file outside the database and its backups, so that a restore mails none of them
(delivery.md). It holds days and subscription ids, never an address."""

import logging
import os
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from beetroot.audience.models import Subscription, Undo
from beetroot.audience.rules import UNDO_DAYS, AudienceError, Reason

_log = logging.getLogger("beetroot.audience")

FILE_NAME = "left.log"
BACK = "back"
_ENDINGS = {Reason.LEFT: Subscription.State.LEFT}


class BadLeavings(AudienceError):
    """The list of leavings is damaged; bring another copy of it, or accept the gap."""


def note(what: str, ids: Collection[UUID]) -> None:
    """Append one line a reader: day, a Reason or "back", id. Call it before a leave is committed and after a return:
    where power fails in between, a restore errs on the side of silence.

    A second place that cannot be written keeps nobody from leaving; it is logged, and `doctor` checks it.
    """
    place: Path | None = settings.CONFIGURATION.second_place
    if place is None or not ids:
        return
    day = timezone.now().date().isoformat()
    lines = "".join(f"{day} {what} {reader}\n" for reader in ids)
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (place / FILE_NAME).open("a", encoding="ascii") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        _log.error("the second place cannot be written kind=%s", type(error).__name__)


def replay_leavings(lines: Iterable[str]) -> int:
    """After a restore: whoever left since the backup leaves again. Returns how many did; called again, none.

    Who left in the last week gets the "you left" letter again, since the link of the first is lost with the backup's
    gap; the others get no mail at all. A last line that was cut off is passed over. Raises BadLeavings.
    """
    last = _last_words(list(lines))
    replayed = 0
    for reader, (day, what) in last.items():
        if what != BACK:
            replayed += _leave_again(reader, day, Reason(what))
    return replayed


def _last_words(lines: list[str]) -> dict[UUID, tuple[date, str]]:
    last: dict[UUID, tuple[date, str]] = {}
    for number, line in enumerate(lines, start=1):
        try:
            day, what, reader = line.split()
            if what != BACK:
                Reason(what)
            last[UUID(reader)] = (date.fromisoformat(day), what)
        except ValueError:
            if number == len(lines) and not line.endswith("\n"):
                break
            raise BadLeavings(f"Line {number} of the list of leavings is damaged; bring another copy of it.") from None
    return last


@transaction.atomic
def _leave_again(reader: UUID, day: date, reason: Reason) -> int:
    today = timezone.now().date()
    left = reason == Reason.LEFT
    purge_on = max(today, day + timedelta(days=UNDO_DAYS)) if left else today
    found = Subscription.objects.filter(id=reader, state=Subscription.State.CONFIRMED).update(
        state=_ENDINGS.get(reason, Subscription.State.SUPPRESSED), suppress_for=reason, purge_on=purge_on
    )
    if found and left and purge_on > today:
        undo = Undo(subscription_id=reader, expires_on=purge_on)
        Undo.objects.bulk_create([undo], ignore_conflicts=True)
    return found
