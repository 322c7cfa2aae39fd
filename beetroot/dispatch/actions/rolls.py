"""A sending's way by itself: it starts when due, freezes its audience in chunks, repeats, cancels, pauses, finishes."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from beetroot.audience import actions as audience
from beetroot.audience.rules.segments import SegmentRule
from beetroot.dispatch import rendering
from beetroot.dispatch.actions import adopting, statements
from beetroot.dispatch.models import Delivery, Roll, Sending
from beetroot.dispatch.rules.deliveries import DOT_DEADLINE, MAX_REPEATS, Policy, State
from beetroot.dispatch.rules.sendings import SendingState, is_finished, is_overdue
from beetroot.issues.models import Edition
from beetroot.newsroom.actions import audit

CHUNK = 2000
"""Rows a transaction: under 50 ms of writing on SQLite (design decision 6)."""


def start_due(*, now: datetime) -> int:
    """Begins every waiting sending whose undo wait is over; returns how many.

    One that is long overdue asks instead, and so does one that this host has sent before, as far as it can know.
    """
    due = Sending.objects.filter(state=SendingState.WAITING, starts_at__lte=now)
    forgotten = adopting.forgotten_issues() if due else set()
    started = 0
    for sending in due:
        if sending.issue_id in forgotten:
            adopting.doubt(sending=sending)
        elif is_overdue(starts_at=sending.starts_at, now=now):
            pause_with_reason(sending=sending, reason=_("This send is long overdue. Resume it if it is still wanted."))
        else:
            mine = Sending.objects.filter(pk=sending.pk, state=SendingState.WAITING, starts_at__lte=now)
            started += mine.update(state=SendingState.SENDING)
    return started


def is_frozen(*, sending: Sending) -> bool:
    """Whether the audience of every edition has been counted and written down."""
    return sending.rolls.filter(complete_at__isnull=False).count() == sending.issue.editions.count()


@transaction.atomic
def freeze_chunk(*, sending: Sending, edition: Edition) -> bool:
    """Writes down the next readers of an edition; False when all are. A crash loses no chunk and repeats none."""
    # Locked, so that a sending which is being taken back gets no new rows.
    running = Sending.objects.select_for_update().filter(pk=sending.pk, state=SendingState.SENDING).first()
    if running is None:
        return False
    Roll.objects.get_or_create(edition=edition, defaults={"sending": sending})
    roll = Roll.objects.select_for_update(of=("self",)).get(edition=edition)
    if roll.complete_at:
        return False
    # The only edition goes to everyone, whatever language they read.
    language = edition.language if sending.issue.editions.count() > 1 else None
    segment = SegmentRule.of(edition.document.get("segment"))
    readers = audience.audience_of(sending.issue.newsletter, language, after=roll.after, limit=CHUNK, segment=segment)
    doubt = (timezone.now() + DOT_DEADLINE, str(adopting.MAY_HAVE_LEFT)) if running.in_doubt else None
    written = rendering.who_got_what_it_corrects(sending.issue, readers, after=roll.after)
    statements.add(edition_id=edition.pk, readers=written, doubt=doubt)
    roll.audience += len(written)
    roll.after = readers[-1].subscription_id if readers else roll.after
    roll.complete_at = None if readers else timezone.now()
    roll.save()
    return bool(readers)


def pause_with_reason(*, sending: Sending, reason: str) -> None:
    """The machine's own pause, with the reason the desk will show."""
    running = Sending.objects.filter(pk=sending.pk, state__in=[SendingState.WAITING, SendingState.SENDING])
    with transaction.atomic():
        if running.update(state=SendingState.PAUSED, reason=reason):
            audit(by=None, verb="sending paused itself", about=sending.issue)


@transaction.atomic
def cancel_chunk(*, sending: Sending) -> int:
    """Cancels the next waiting rows of a cancelled sending; returns how many."""
    cancelled = 0
    for edition in sending.issue.editions.all():
        rows = Delivery.objects.filter(edition_id=edition.pk, state__in=[State.QUEUED, State.DEFERRED])
        ids = list(rows.values_list("pk", flat=True)[:CHUNK])
        cancelled += rows.filter(pk__in=ids).update(state=State.CANCELLED, not_before=None)
    if not cancelled and not rendering.counts(sending).open:
        Sending.objects.filter(pk=sending.pk, state=SendingState.CANCELLED).update(finished_at=timezone.now())
    return cancelled


def requeue(rows: QuerySet[Delivery]) -> int:
    """Uncertain rows that are sent again, though not before the server's time for an answer has passed."""
    return rows.filter(state=State.UNCERTAIN).update(
        state=State.QUEUED, worker=None, lease_until=None, repeats=F("repeats") + 1
    )


@transaction.atomic
def repeat_uncertain(*, sending: Sending) -> int:
    """Under `repeat`: queues what stayed unknown past the dot's deadline; after several times it stays uncertain."""
    if sending.policy != Policy.REPEAT:
        return 0
    repeated = 0
    for edition in sending.issue.editions.all():
        rows = Delivery.objects.filter(edition_id=edition.pk, state=State.UNCERTAIN, decided=False)
        rows.filter(repeats__gte=MAX_REPEATS).update(decided=True)
        repeated += requeue(rows.filter(not_before__lte=timezone.now(), repeats__lt=MAX_REPEATS))
    return repeated


def finish(*, sending: Sending) -> bool:
    """Says finished, once the sum holds and nothing waits."""
    counts = rendering.counts(sending)
    undecided = rendering.undecided(sending)
    policy = Policy(sending.policy)
    if not is_finished(counts, frozen=is_frozen(sending=sending), policy=policy, undecided=undecided):
        return False
    running = Sending.objects.filter(pk=sending.pk, state=SendingState.SENDING)
    with transaction.atomic():
        finished = running.update(state=SendingState.FINISHED, finished_at=timezone.now())
        if finished:
            audit(by=None, verb="issue sent", about=sending.issue, accepted=counts.accepted, audience=counts.audience)
    return bool(finished)
