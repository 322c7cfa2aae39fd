"""What has had its day: links that expired, readers who left, records sealed to an older key."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from beetroot.audience.actions.sealed_records import Marks, NotOpened, SealedRecord, marks_of
from beetroot.audience.models import Answerable, Confirmation, Subscription, Suppression, Undo
from beetroot.audience.rules import Reason
from beetroot.lib.keyring import Keyring

_ROWS_A_STEP = 20


def expire(*, today: date) -> None:
    """Drop what can no longer be answered. A "you left" letter that waits for the passphrase is kept."""
    for model, kept in ((Confirmation, ()), (Undo, (Answerable.State.DUE, Answerable.State.ANSWERED))):
        old = model._default_manager.filter(expires_on__lt=today).exclude(state__in=kept)
        if old.exists():
            old.delete()


def bury(*, keyring: Keyring, today: date) -> int:
    """Delete the records of those whose day has come and keep a Suppression of each; returns how many.

    Needs the unlocked list: without the address nobody could refuse it to a later import.
    """
    marks = [(row, _marks(row, keyring)) for row in _due(today) if _is_open(row, keyring, today)]
    if not marks:
        return 0
    with transaction.atomic():
        for row, mark in marks:
            gone, _ = Subscription.objects.filter(pk=row.pk, state=row.state, purge_on=row.purge_on).delete()
            if gone and mark is not None:
                remember(mark, reason=Reason(row.suppress_for), newsletter_id=row.newsletter_id)
    return len(marks)


def remember(marks: Marks, *, reason: Reason, newsletter_id: int | None) -> None:
    """Keep an address out; by any reason but leaving, out of every newsletter. The graver reason wins."""
    scope = newsletter_id if reason == Reason.LEFT else None
    known = Suppression.objects.filter(hmac__in=marks.suppressions, newsletter=scope)
    if known.exists():
        if reason in (Reason.ERASED, Reason.COMPLAINED):
            known.update(reason=reason)
        return
    entry = Suppression(newsletter_id=scope, hmac=marks.suppression, key_id=marks.suppression_key_id, reason=reason)
    Suppression.objects.bulk_create([entry], ignore_conflicts=True)


def reseal(*, keyring: Keyring) -> int:
    """Move a few records that are sealed to an older key to the current list key; returns how many.

    Resumable: each row that is not moved yet says so itself.
    """
    current, public = keyring.list_public
    older = [key_id for key_id in keyring.open_ids if key_id != current]
    # Ordered as its index is, so that SQLite asks the index and not every row.
    rows = list(Subscription.objects.filter(sealed_to__in=older).order_by("sealed_to", "id")[:_ROWS_A_STEP])
    moved = [(row, _moved(row, keyring, public)) for row in rows]
    if not moved:
        return 0
    with transaction.atomic():
        for row, sealed in moved:
            Subscription.objects.filter(pk=row.pk, sealed_to=row.sealed_to).update(sealed=sealed, sealed_to=current)
    return len(moved)


def _moved(row: Subscription, keyring: Keyring, public: bytes) -> bytes:
    try:
        return SealedRecord.opened(row.sealed, box=keyring.box(row.sealed_to)).closed(public)
    except NotOpened:
        # Damaged it stays, under the new key's name, so that the job ends; opening it fails as before.
        return bytes(row.sealed)


def _due(today: date) -> list[Subscription]:
    """Left and past the last day of their undo link, with no letter owed or answer to be heard; or suppressed."""
    owed = Undo.objects.filter(subscription=OuterRef("pk"), state__in=(Answerable.State.DUE, Answerable.State.ANSWERED))
    left = Q(state=Subscription.State.LEFT, purge_on__lt=today) & ~Exists(owed)
    suppressed = Q(state=Subscription.State.SUPPRESSED, purge_on__lte=today)
    # The index of purge_on answers this on every idle round: confirmed readers have none.
    rows = Subscription.objects.filter(left | suppressed, purge_on__lte=today)
    return list(rows.order_by("purge_on")[:_ROWS_A_STEP])


def _is_open(row: Subscription, keyring: Keyring, today: date) -> bool:
    """A row whose key is not at hand waits a day, so that it does not stand before the others."""
    if row.sealed_to in keyring.open_ids:
        return True
    Subscription.objects.filter(pk=row.pk, state=row.state).update(purge_on=today + timedelta(days=1))
    return False


def _marks(row: Subscription, keyring: Keyring) -> Marks | None:
    try:
        return marks_of(SealedRecord.opened(row.sealed, box=keyring.box(row.sealed_to)).email, keyring)
    except NotOpened:
        return None
