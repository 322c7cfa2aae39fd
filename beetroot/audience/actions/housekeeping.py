"""What has had its day: links that expired, readers who left, records sealed to an older key."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from beetroot.audience.actions.sealed_records import Marks, NotOpened, SealedRecord, marks_of
from beetroot.audience.models import (
    AddressChange,
    Answerable,
    Confirmation,
    Notice,
    PreferenceLink,
    Subscription,
    Suppression,
    Undo,
)
from beetroot.audience.rules import Reason
from beetroot.lib.keyring import Keyring, KeyringError

_ROWS_A_STEP = 20


def expire(*, today: date) -> None:
    """Drop what can no longer be answered. A "you left" letter that waits for the passphrase is kept."""
    waiting = (Answerable.State.DUE, Answerable.State.ANSWERED)
    kept_by = {Confirmation: (), Undo: waiting, PreferenceLink: (), AddressChange: (), Notice: ()}
    for model, kept in kept_by.items():
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


def to_bury(*, today: date) -> tuple[int, int]:
    """How many left and are kept for their undo link, and how many of them should have gone the day before today."""
    rows = Subscription.objects.exclude(purge_on=None)
    return rows.count(), rows.filter(purge_on__lt=today - timedelta(days=1)).count()


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


def reseal(*, keyring: Keyring, rows: int = _ROWS_A_STEP) -> int:
    """Move some records that are sealed to an older key to the current list key, and their index HMAC to the current
    index key with them; returns how many. Resumable: each row that is not moved yet says so itself.
    """
    current, public = keyring.list_public
    # Ordered as its index is, so that SQLite asks the index and not every row.
    waiting = list(_sealed_to_older(keyring).order_by("sealed_to")[:rows])
    moved = [(row, _moved(row, keyring, public)) for row in waiting]
    if not moved:
        return 0
    with transaction.atomic():
        for row, changes in moved:
            _move(row, changes | {"sealed_to": current})
    return len(moved)


def left_to_reseal(*, keyring: Keyring) -> int:
    """How many records are still sealed to a key that is no longer current, and can be moved."""
    return _sealed_to_older(keyring).count()


def try_records(*, keyring: Keyring, limit: int) -> tuple[int, int]:
    """Open some records, and ask for each whether its index HMAC is that of its address: (tried, good). Ids are
    random, so the first ones are a sample. Proves that a folder of keys belongs to a database. Raises Locked."""
    _ = keyring.list
    rows = list(Subscription.objects.order_by("id")[:limit])
    return len(rows), sum(1 for row in rows if _is_good(row, keyring))


def _is_good(row: Subscription, keyring: Keyring) -> bool:
    try:
        marks = marks_of(SealedRecord.opened(row.sealed, box=keyring.box(row.sealed_to)).email, keyring)
    except (NotOpened, KeyringError):
        return False
    return bytes(row.index_hmac) in marks.indexes


def _sealed_to_older(keyring: Keyring) -> QuerySet[Subscription]:
    current, _ = keyring.list_public
    return Subscription.objects.filter(sealed_to__in=[key_id for key_id in keyring.open_ids if key_id != current])


def _move(row: Subscription, changes: dict[str, Any]) -> None:
    mine = Subscription.objects.filter(pk=row.pk, sealed_to=row.sealed_to)
    try:
        with transaction.atomic():
            mine.update(**changes)
    except IntegrityError:
        # Somebody else stands under the new index already, which only two races at once could bring about.
        mine.update(sealed=changes["sealed"], sealed_to=changes["sealed_to"])


def _moved(row: Subscription, keyring: Keyring, public: bytes) -> dict[str, Any]:
    try:
        record = SealedRecord.opened(row.sealed, box=keyring.box(row.sealed_to))
        marks = marks_of(record.email, keyring)
    except NotOpened:
        # Damaged it stays, under the new key's name, so that the job ends; opening it fails as before.
        return {"sealed": bytes(row.sealed)}
    return {
        "sealed": record.closed(public),
        "index_hmac": marks.index,
        "index_key_id": marks.index_key_id,
    }


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
