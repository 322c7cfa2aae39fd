"""What a reader may demand (GDPR articles 15, 17 and 20), and the newsroom's own export; on the worker's host only."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet
from django.views.decorators.debug import sensitive_variables

from beetroot.audience.actions.erasing import erase_everywhere
from beetroot.audience.actions.housekeeping import remember
from beetroot.audience.actions.sealed_records import Marks, NotOpened, SealedRecord, marks_of
from beetroot.audience.actions.second_place import note
from beetroot.audience.models import AddressChange, Confirmation, PreferenceLink, SignUp, Subscription, Suppression
from beetroot.audience.rules import NotAnAddress, Reason
from beetroot.audience.rules.tables import csv_line
from beetroot.lib.keyring import Keyring
from beetroot.newsroom.actions import audit, require
from beetroot.newsroom.models import Newsletter, User
from beetroot.newsroom.rules import Permission

_HEADINGS = ("email", "newsletter", "language", "format", "subject", "joined", "state", "consent", "consent day")


def export_csv(*, newsletter: Newsletter, keyring: Keyring, by: User) -> Iterator[str]:
    """Lines of CSV with every confirmed reader, safe for spreadsheets. Raises Locked before the first line.

    Every line is an address in the clear: the caller says so before writing it anywhere.
    """
    require(by=by, permission=Permission.CHANGE_SETTINGS)
    _ = keyring.list  # raises Locked here and not half-way
    audit(by=by, verb="exported readers", about=newsletter)
    return _exported(newsletter, keyring)


@sensitive_variables("address", "marks")
def find(*, address: str, keyring: Keyring, by: User) -> list[dict[str, str]]:
    """What is stored about one reader, one row a newsletter. Raises Locked and NotAnAddress.

    An audit line says that somebody asked, not for whom.
    """
    require(by=by, permission=Permission.CHANGE_SETTINGS)
    _ = keyring.list
    marks = _marks(address, keyring)
    rows = Subscription.objects.filter(index_hmac__in=marks.indexes).select_related("newsletter")
    found = [_shown(row, keyring) for row in rows]
    found += [
        {"newsletter": row.newsletter.slug if row.newsletter else "*", "state": "suppressed", "reason": row.reason}
        for row in Suppression.objects.filter(hmac__in=marks.suppressions).select_related("newsletter")
    ]
    found += [{"newsletter": row.newsletter.slug, "state": "pending"} for row in _pending(marks, keyring)]
    audit(by=by, verb="looked up a reader", found=len(found))
    return found


@sensitive_variables("address", "marks")
def forget(*, address: str, keyring: Keyring, by: User) -> int:
    """Erase all that is stored about an address; only its suppression stays. Returns how many rows went.

    Rooms above forget each subscription's id in the same transaction (`register_eraser`). Issue counts stay true.
    Raises Locked and NotAnAddress.
    """
    require(by=by, permission=Permission.CHANGE_SETTINGS)
    _ = keyring.list  # whoever erases proves to hold the passphrase (privacy.md)
    marks = _marks(address, keyring)
    pending = _pending(marks, keyring)
    readers = list(Subscription.objects.filter(index_hmac__in=marks.indexes))
    with transaction.atomic():
        note(Reason.ERASED, [reader.id for reader in readers])
        for reader in readers:
            erase_everywhere(reader.id)
        gone = sum(1 for row in (*readers, *pending) if row.delete()[0])
        for model in (PreferenceLink, AddressChange):
            model._default_manager.filter(index_hmac__in=marks.indexes).delete()
        remember(marks, reason=Reason.ERASED, newsletter_id=None)
        Suppression.objects.filter(hmac__in=marks.suppressions).exclude(newsletter=None).delete()
        audit(by=by, verb="erased a reader", rows=gone)
    return gone


def _marks(address: str, keyring: Keyring) -> Marks:
    try:
        return marks_of(address.strip(), keyring)
    except NotOpened:
        raise NotAnAddress(str(NotAnAddress.__doc__)) from None


def _shown(row: Subscription, keyring: Keyring) -> dict[str, str]:
    record = SealedRecord.opened(row.sealed, box=keyring.box(row.sealed_to))
    return dict(zip(_HEADINGS, _cells(row, record), strict=True))


def _cells(row: Subscription, record: SealedRecord) -> tuple[str, ...]:
    return (
        record.email,
        row.newsletter.slug,
        row.language,
        row.format,
        row.subject_style,
        f"{row.joined_month:%Y-%m}",
        row.state,
        record.consent,
        record.day,
    )


def _exported(newsletter: Newsletter, keyring: Keyring) -> Iterator[str]:
    yield csv_line(_HEADINGS)
    rows: QuerySet[Subscription] = Subscription.objects.filter(
        newsletter=newsletter, state=Subscription.State.CONFIRMED
    ).select_related("newsletter")
    last = None
    while chunk := list((rows.filter(id__gt=last) if last else rows).order_by("id")[:500]):
        last = chunk[-1].id
        for row in chunk:
            try:
                record = SealedRecord.opened(row.sealed, box=keyring.box(row.sealed_to))
            except NotOpened:
                continue
            yield csv_line(_cells(row, record))


def _pending(marks: Marks, keyring: Keyring) -> list[SignUp | Confirmation]:
    """Sign-ups have no index yet, so each is opened; there are only as many as wait for the worker."""
    found: list[SignUp | Confirmation] = list(
        Confirmation.objects.filter(index_hmac__in=marks.indexes).select_related("newsletter")
    )
    waiting = SignUp.objects.filter(sealed_to__in=list(keyring.intake.boxes)).select_related("newsletter")
    return found + [row for row in waiting.iterator() if _is_of(row, marks, keyring)]


def _is_of(row: SignUp, marks: Marks, keyring: Keyring) -> bool:
    try:
        record = SealedRecord.opened(row.sealed, box=keyring.intake.by_id(row.sealed_to))
        return marks_of(record.email, keyring).index == marks.index
    except NotOpened:
        return False
