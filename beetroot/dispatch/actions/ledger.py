"""What the engine writes: claims, armings, results. Conditional updates only; whoever lost a claim changes nothing.

On PostgreSQL rows are locked and locked ones skipped; on SQLite every transaction is IMMEDIATE and so alone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple, cast
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from beetroot.audience import actions as audience
from beetroot.dispatch.actions import refusals, statements
from beetroot.dispatch.models import Delivery, Sending, Worker
from beetroot.dispatch.rules.deliveries import (
    DOT_DEADLINE,
    LEASE,
    Armed,
    Notes,
    Result,
    State,
    backoff,
    is_expired,
    settle,
)
from beetroot.dispatch.rules.errors import LeaseLost
from beetroot.dispatch.rules.sendings import SendingState

_LEAST_SHARE = 16
"""Fewer are not worth a transaction of their own."""


@dataclass(frozen=True)
class Place:
    """One life of one worker: what its claims are signed with."""

    worker_id: int
    epoch: int


class Claim(NamedTuple):
    """A delivery that this worker alone may arm until its lease ends."""

    edition_id: int
    delivery_id: int
    subscription_id: UUID
    format: str
    subject_style: str


@dataclass(frozen=True)
class Turn:
    """One window: the last one's results go in and the next rows are armed, in one transaction.

    `refused` are claimed rows that never reach the server (our own failures); `arming` is None when nothing is armed.
    `printed`: edition to the digests of the frozen mails that its messages were printed from.
    """

    results: Sequence[Result]
    wanted: Sequence[Claim]
    arming: int | None
    refused: Sequence[Result] = field(default=())
    printed: Mapping[int, frozenset[str]] = field(default_factory=dict)


@transaction.atomic
def claim(*, edition_id: int, place: Place, limit: int) -> list[Claim]:
    """Takes up to `limit` due rows under this worker's lease."""
    now = timezone.now()
    rows = statements.claim(edition_id=edition_id, **vars(place), now=now, until=now + LEASE, limit=limit)
    return [Claim(edition_id, pk, _uuid(reader), format, style) for pk, reader, format, style in rows]


def _uuid(stored: object) -> UUID:
    return UUID(int=int(stored, 16)) if isinstance(stored, str) else cast(UUID, stored)


@transaction.atomic
def take_turn(*, turn: Turn, place: Place, messages_per_second: float = 0) -> list[Claim]:
    """Commits a window's results and arms the next; returns the rows that were really armed.

    Raises LeaseLost when this worker's place or lease is gone; then nothing was written.
    """
    now = timezone.now()
    _renew_worker(place, now=now, arming=turn.arming, messages_per_second=messages_per_second)
    apply_results(results=[*turn.results, *turn.refused], place=place)
    if turn.arming is None:
        return []
    by_edition: dict[int, list[Claim]] = defaultdict(list)
    for wanted in turn.wanted:
        by_edition[wanted.edition_id].append(wanted)
    armed: list[Claim] = []
    for edition_id, claims in by_edition.items():
        # Words that were taken out of an issue (issues.redact_issues) leave in nothing that is armed afterwards.
        if statements.digests(edition_id) != turn.printed.get(edition_id):
            continue
        armed += _arm(edition_id, claims, place=place, arming=turn.arming, now=now)
    return armed


def _renew_worker(place: Place, *, now: datetime, arming: int | None, messages_per_second: float) -> None:
    until = now + LEASE
    if not statements.renew_worker(
        **vars(place), now=now, until=until, arming=arming, messages_per_second=messages_per_second
    ):
        raise LeaseLost


def _arm(edition_id: int, claims: list[Claim], *, place: Place, arming: int, now: datetime) -> list[Claim]:
    if not _may_send(edition_id, now=now):
        return []
    gone = audience.no_longer_wanted([claim.subscription_id for claim in claims])
    if gone:
        left = [claim.delivery_id for claim in claims if claim.subscription_id in gone]
        claims = [claim for claim in claims if claim.subscription_id not in gone]
        mine = _of(edition_id, place).filter(state=State.CLAIMED, lease_until__gt=now)
        mine.filter(pk__in=left).update(state=State.SUPPRESSED)
    ids = [claim.delivery_id for claim in claims]
    armed = statements.arm(edition_id=edition_id, **vars(place), arming=arming, now=now, until=now + LEASE, ids=ids)
    return [claim for claim in claims if claim.delivery_id in armed]


def _may_send(edition_id: int, *, now: datetime) -> bool:
    """Whether the edition's sending runs. The first arming is noted on it: from then on nobody reopens the issue."""
    running = statements.running_sending(edition_id)
    if running is None:
        return False
    sending_id, first_armed_at = running
    if first_armed_at is not None:
        return True
    mine = Sending.objects.filter(pk=sending_id, state=SendingState.SENDING, first_armed_at__isnull=True)
    return bool(mine.update(first_armed_at=now))


def apply_results(*, results: Sequence[Result], place: Place) -> None:
    """Writes what became of deliveries, where they are still this worker's (or became uncertain meanwhile)."""
    groups: dict[tuple[int, int, State, str, str], list[int]] = defaultdict(list)
    for result in results:
        key = (result.edition_id, result.arming, result.state, result.lane, result.reply)
        groups[key].append(result.delivery_id)
    for (edition_id, arming, state, lane, reply), ids in groups.items():
        if state in _AGAIN:
            rows = _of(edition_id, place).filter(pk__in=ids, arming=arming)
            _put_back(rows, state=state, lane=lane, reply=reply)
        else:
            statements.settle(
                edition_id=edition_id, **vars(place), arming=arming, state=state, lane=lane, reply=reply, ids=ids
            )
    refusals.tell_rejected(results)


_AGAIN = frozenset({State.DEFERRED, State.QUEUED, State.UNCERTAIN})
_FREE = {"state": State.QUEUED, "worker": None, "lease_until": None}


def _put_back(rows: QuerySet[Delivery], *, state: State, lane: str, reply: str) -> None:
    now = timezone.now()
    if state is State.DEFERRED:
        _defer(rows.filter(state__in=[State.ARMED, State.CLAIMED]), lane=lane, reply=reply, now=now)
    elif state is State.QUEUED:
        rows.filter(state__in=[State.ARMED, State.CLAIMED]).update(**_FREE, reply=reply)
    else:
        rows.filter(state=State.ARMED).update(
            state=state, lane=lane, reply=reply, not_before=now + DOT_DEADLINE, lease_until=None
        )


def _defer(rows: QuerySet[Delivery], *, lane: str, reply: str, now: datetime) -> None:
    by_attempts: dict[tuple[int, bool], list[int]] = defaultdict(list)
    for row in rows.select_related("edition__issue__sending"):
        began = row.edition.issue.sending.first_armed_at or now
        by_attempts[row.attempts + 1, is_expired(age=now - began)].append(row.pk)
    for (attempts, expired), ids in by_attempts.items():
        rows.filter(pk__in=ids).update(
            state=State.EXPIRED if expired else State.DEFERRED,
            attempts=attempts,
            not_before=None if expired else now + backoff(attempts),
            lane=lane,
            reply=reply,
            worker=None,
            lease_until=None,
        )


@transaction.atomic
def record_late(*, results: Sequence[Result], place: Place) -> None:
    """Results of a worker that lost its lease: the rows it had armed are uncertain by now, and this settles them."""
    apply_results(results=results, place=place)


@transaction.atomic
def renew(*, edition_ids: Iterable[int], place: Place, messages_per_second: float, waits_for: str = "") -> None:
    """A sign of life: the worker's lease and those of all it holds. Raises LeaseLost."""
    now = timezone.now()
    _renew_worker(place, now=now, arming=None, messages_per_second=messages_per_second)
    Worker.objects.filter(pk=place.worker_id).exclude(waits_for=waits_for).update(waits_for=waits_for)
    for edition_id in edition_ids:
        held = _of(edition_id, place).filter(state__in=[State.CLAIMED, State.ARMED], lease_until__gt=now)
        held.update(lease_until=now + LEASE)


@transaction.atomic
def release(*, claims: Iterable[Claim], place: Place) -> None:
    """Gives claims back that were not armed."""
    by_edition: dict[int, list[int]] = defaultdict(list)
    for claimed in claims:
        by_edition[claimed.edition_id].append(claimed.delivery_id)
    for edition_id, ids in by_edition.items():
        _of(edition_id, place).filter(pk__in=ids, state=State.CLAIMED).update(**_FREE)


@transaction.atomic
def release_others(*, edition_id: int, place: Place, held: Collection[int]) -> int:
    """Gives back what a worker has claimed of an edition and does not hold; returns how many rows."""
    claimed = _of(edition_id, place).filter(state=State.CLAIMED).values_list("pk", flat=True)
    strays = [pk for pk in claimed if pk not in held]
    return _of(edition_id, place).filter(pk__in=strays, state=State.CLAIMED).update(**_FREE) if strays else 0


@transaction.atomic
def sign_on(*, host: str, slot: int, boot: str) -> tuple[Place, int]:
    """A new life of the worker at this place; returns it and the last arming number the database knows."""
    now = timezone.now()
    worker, _ = Worker.objects.select_for_update().get_or_create(host=host, slot=slot)
    worker.epoch += 1
    worker.boot, worker.heartbeat, worker.lease_until = boot, now, now + LEASE
    worker.messages_per_second, worker.waits_for = 0, ""
    worker.save()
    return Place(worker.pk, worker.epoch), worker.arming


@transaction.atomic
def sign_off(*, place: Place) -> None:
    """The worker ends in good order and holds nothing."""
    Worker.objects.filter(pk=place.worker_id, epoch=place.epoch).update(lease_until=None, messages_per_second=0)


@transaction.atomic
def last_arming(*, place: Place) -> int:
    """The last arming that the database knows of a worker.

    Locked: a commit whose outcome the worker never heard has come to its end before this answers, one way or the other.
    """
    return Worker.objects.select_for_update().get(pk=place.worker_id).arming


def epochs_left_behind(*, edition_id: int, worker_id: int, before: int) -> list[int]:
    """Earlier lives of a worker that still hold rows of an edition."""
    held = Delivery.objects.filter(
        edition_id=edition_id, state__in=[State.CLAIMED, State.ARMED], worker=worker_id, epoch__lt=before
    )
    return sorted(set(held.values_list("epoch", flat=True)))


@transaction.atomic
def settle_epoch(*, edition_id: int, place: Place, notes: Notes | None) -> list[Result]:
    """Ends what a dead life of a worker held: claims go back, armed rows as its journal tells. Returns the verdicts."""
    rows = _of(edition_id, place)
    rows.filter(state=State.CLAIMED).update(**_FREE)
    armed = rows.filter(state=State.ARMED).select_for_update().values_list("pk", "arming")
    results = [settle(Armed(edition_id, pk, arming), notes) for pk, arming in armed]
    apply_results(results=results, place=place)
    return results


@transaction.atomic
def reap(*, edition_id: int, by: Place | None = None) -> int:
    """Leases that ended without a word: claims go back to the queue, armed rows become uncertain. Returns how many.

    `by`: the living worker that looks. Its own rows are spared: where its lease has ended all the same, the clock has
    jumped, and its journal knows better than the clock (`settle_epoch`).
    """
    now = timezone.now()
    ended = Delivery.objects.filter(edition_id=edition_id, lease_until__lt=now)
    if by is not None:
        ended = ended.exclude(worker=by.worker_id)
    back = ended.filter(state=State.CLAIMED).update(**_FREE)
    unknown = ended.filter(state=State.ARMED).update(
        state=State.UNCERTAIN,
        not_before=now + DOT_DEADLINE,
        lease_until=None,
        reply="The worker that was sending this has not been heard of.",
    )
    return back + unknown


@transaction.atomic
def fair_share(*, edition_id: int, most: int, workers: int) -> int:
    """How many of the waiting rows one of so many workers takes at a time: `most`, or less near the list's end."""
    if workers < 2:
        return most
    waiting = statements.waiting(edition_id=edition_id, most=most * workers)
    return min(most, max(_LEAST_SHARE, -(-waiting // workers)))


def is_any_queued(*, edition_id: int) -> bool:
    """Whether any worker may claim a row of an edition."""
    return statements.waiting(edition_id=edition_id, most=1) > 0


def is_anybody_idle(*, place: Place) -> bool:
    """Whether a living worker beside this one sends nothing, as its last sign of life says."""
    others = Worker.objects.filter(lease_until__gt=timezone.now(), messages_per_second__lt=0.5, waits_for="")
    return others.exclude(pk=place.worker_id).exists()


def _of(edition_id: int, place: Place) -> QuerySet[Delivery]:
    return Delivery.objects.filter(edition_id=edition_id, worker=place.worker_id, epoch=place.epoch)


def armings_of(host: str) -> Mapping[str, int]:
    """Slot (as text) to the last arming number, for the workers of one host."""
    known = Worker.objects.filter(host=host).values_list("slot", "arming")
    return {str(slot): arming for slot, arming in known}


def lease_seconds() -> float:
    """How long a lease lasts, in seconds of this process's own clock."""
    return LEASE / timedelta(seconds=1)
