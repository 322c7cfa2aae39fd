"""Who gets an issue: the list in chunks of ids, and addresses only at the moment of sending."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from beetroot.audience.actions.batches import among, as_array, by_stored_id, stored_ids
from beetroot.audience.actions.sealed_records import NotOpened, SealedRecord
from beetroot.audience.actions.second_place import note
from beetroot.audience.actions.tally import tally
from beetroot.audience.models import (
    Answerable,
    Confirmation,
    DayCount,
    Segment,
    SignUp,
    Subscription,
    Suppression,
)
from beetroot.audience.rules import Reason, Recipient
from beetroot.audience.rules.segments import SegmentRule
from beetroot.audience.rules.totals import SMALL, Group, folded
from beetroot.lib.keyring import Keyring
from beetroot.newsroom.models import Newsletter

EVERYBODY = SegmentRule()


def audience_of(
    newsletter: Newsletter,
    language: str | None,
    *,
    after: UUID | None = None,
    limit: int,
    segment: SegmentRule = EVERYBODY,
) -> list[Recipient]:
    """The next `limit` readers after an id, in order of ids; fewer only at the end.

    Confirmed, not paused, not suppressed and in the segment. `language` None: readers of every language.
    """
    rows = _wanted().filter(newsletter=newsletter, **segment.lookups())
    if language is not None:
        rows = rows.filter(language=language)
    if after is not None:
        rows = rows.filter(id__gt=after)
    values = rows.order_by("id").values_list("id", "format", "subject_style")[:limit]
    return [Recipient(*row) for row in values]


_STILL_WANTED_FROM = """ FROM audience_subscription
    WHERE state = 'confirmed' AND (paused_until IS NULL OR paused_until <= %s) AND """
_STILL_WANTED = "SELECT id" + _STILL_WANTED_FROM
_COUNT_WANTED = "SELECT COUNT(*)" + _STILL_WANTED_FROM
_SEALED = "SELECT id, sealed, sealed_to FROM audience_subscription WHERE "


def still_wanted(ids: Collection[UUID]) -> set[UUID]:
    """Those of the ids whose readers still want mail now. Judge the leave queue first (`judge_leaves`).

    A statement as it stands: `_wanted` with a fixed text.
    """
    stored = by_stored_id(ids)
    with connection.cursor() as cursor:
        cursor.execute(_STILL_WANTED + among("id"), [_day(timezone.now().date()), as_array(ids)])
        return {stored[row[0]] for row in cursor.fetchall()}


def no_longer_wanted(ids: Collection[UUID]) -> set[UUID]:
    """The others of these ids, each of which must be there once; asked before each arming, where it is mostly empty."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_WANTED + among("id"), [_day(timezone.now().date()), as_array(ids)])
        (wanted,) = cursor.fetchone()
    return set() if wanted == len(ids) else set(ids) - still_wanted(ids)


@dataclass(frozen=True, slots=True)
class Sealed:
    """One reader's record as it lies in the database; opening it takes a key and no database."""

    blob: bytes = field(repr=False)
    sealed_to: str

    def address(self, keyring: Keyring) -> str | None:
        """The address, None where the record is damaged. Safe in a thread. Raises Locked and UnknownKey."""
        try:
            return SealedRecord.opened(self.blob, box=keyring.box(self.sealed_to)).email
        except NotOpened:
            return None


def sealed_records(ids: Sequence[UUID]) -> list[Sealed | None]:
    """Records in the order of the subscriptions' ids; None where a subscription is gone."""
    with connection.cursor() as cursor:
        cursor.execute(_SEALED + among("id"), [as_array(ids)])
        found = {key: Sealed(bytes(blob), sealed_to) for key, blob, sealed_to in cursor.fetchall()}
    return [found.get(key) for key in stored_ids(ids)]


def open_addresses(ids: Collection[UUID], *, keyring: Keyring) -> dict[UUID, str]:
    """Addresses by subscription id. Raises Locked and UnknownKey.

    An id is absent where the subscription is gone or its record is damaged: one bad record must not stop a send.
    """
    ids = list(ids)
    records = {each: record for each, record in zip(ids, sealed_records(ids), strict=True) if record}
    opened = {each: record.address(keyring) for each, record in records.items()}
    return {each: address for each, address in opened.items() if address is not None}


def _day(day: date) -> Any:
    return connection.ops.adapt_datefield_value(day)


@transaction.atomic
def suppress(*, subscription_id: UUID, reason: Reason) -> bool:
    """Stop all mail to this reader at once, in every newsletter; needs no key. False where the id is unknown.

    The worker turns it into a Suppression and deletes the record at its next unlocked round.
    """
    found = Subscription.objects.filter(id=subscription_id).values_list("index_hmac", flat=True).first()
    if found is None:
        return False
    readers = Subscription.objects.filter(index_hmac=found)
    note(reason, list(readers.values_list("id", flat=True)))
    if reason in (Reason.BOUNCED, Reason.COMPLAINED):
        reading = readers.filter(state=Subscription.State.CONFIRMED)
        tally("bounced", reading.values_list("newsletter_id", "language"), today=timezone.now().date())
    # Nothing takes back an erasure or a complaint that still waits for the passphrase.
    weaker = readers.exclude(state=Subscription.State.SUPPRESSED, suppress_for__in=_STRONGER[reason])
    weaker.update(state=Subscription.State.SUPPRESSED, suppress_for=reason.value, purge_on=timezone.now().date())
    return True


_STRONGER: dict[Reason, tuple[Reason, ...]] = {
    Reason.LEFT: (Reason.COMPLAINED, Reason.ERASED),
    Reason.BOUNCED: (Reason.COMPLAINED, Reason.ERASED),
    Reason.COMPLAINED: (Reason.ERASED,),
    Reason.ERASED: (),
}


def reader_count() -> int:
    """Confirmed subscriptions of all newsletters together."""
    return Subscription.objects.filter(state=Subscription.State.CONFIRMED).count()


def counts() -> list[dict[str, str | int]]:
    """One row a newsletter: newsletter, confirmed, pending, left, suppressed."""
    return [_counts_of(newsletter) for newsletter in Newsletter.objects.order_by("slug")]


def by_language(*, newsletter: Newsletter) -> list[Group]:
    """Confirmed readers by language, small groups folded."""
    readers = Subscription.objects.filter(newsletter=newsletter, state=Subscription.State.CONFIRMED)
    names = dict(settings.LANGUAGES)
    rows = readers.order_by().values_list("language").annotate(Count("id"))
    return folded(Group(str(names.get(language, language)), count) for language, count in rows)


def history(*, newsletter: Newsletter, since: date) -> dict[str, dict[date, int]]:
    """What happened by day, all languages together: asked, confirmed, imported, left, bounced."""
    kinds = ("asked", "confirmed", "imported", "left", "bounced")
    rows = DayCount.objects.filter(newsletter=newsletter, day__gte=since)
    days = list(rows.order_by().values("day").annotate(**{f"all_{kind}": Sum(kind) for kind in kinds}))
    return {kind: {row["day"]: row[f"all_{kind}"] for row in days} for kind in kinds}


def segment_size(segment: Segment) -> int | None:
    """How many readers a segment has now; None where they are too few to say."""
    number = _wanted().filter(newsletter=segment.newsletter, **segment.rule.lookups()).count()
    return number if number == 0 or number >= SMALL else None


def _counts_of(newsletter: Newsletter) -> dict[str, str | int]:
    readers = Subscription.objects.filter(newsletter=newsletter)
    gone = Suppression.objects.filter(Q(newsletter=newsletter) | Q(newsletter=None))
    pending = Confirmation.objects.filter(newsletter=newsletter).exclude(
        state__in=(Answerable.State.DONE, Answerable.State.REFUSED)
    )
    return {
        "newsletter": newsletter.slug,
        "confirmed": readers.filter(state=Subscription.State.CONFIRMED).count(),
        "pending": SignUp.objects.filter(newsletter=newsletter).count() + pending.count(),
        "left": readers.filter(state=Subscription.State.LEFT).count() + gone.filter(reason=Reason.LEFT).count(),
        "suppressed": readers.filter(state=Subscription.State.SUPPRESSED).count()
        + gone.exclude(reason=Reason.LEFT).count(),
    }


def _wanted(today: date | None = None) -> QuerySet[Subscription]:
    day = today or timezone.now().date()
    return Subscription.objects.filter(
        Q(paused_until=None) | Q(paused_until__lte=day), state=Subscription.State.CONFIRMED
    )
