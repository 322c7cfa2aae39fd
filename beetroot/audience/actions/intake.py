"""The keyed worker's round: leaves, answers, sign-ups, then letters and what has had its day.

Every step takes a bounded number of rows and commits for itself; after a crash the next round goes on.
"""

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from beetroot.audience.actions.housekeeping import bury, expire, reseal
from beetroot.audience.actions.leaving import leave
from beetroot.audience.actions.letters import post_letters
from beetroot.audience.actions.preferences import take_changes, take_link_requests, take_wishes, welcome
from beetroot.audience.actions.sealed_records import Marks, NotOpened, SealedRecord, mailboxes_of, marks_of
from beetroot.audience.actions.second_place import BACK, note
from beetroot.audience.actions.tally import tally
from beetroot.audience.models import Answerable, Confirmation, LeaveRequest, SignUp, Subscription, Suppression, Undo
from beetroot.audience.rules import (
    CONFIRM_DAYS,
    MAY_SIGN_UP_AGAIN,
    Letter,
    Reason,
    TakenIn,
    first_of_month,
    leave_mac,
    read_leave_token,
)
from beetroot.lib.keyring import Keyring, UnknownKey
from beetroot.newsroom.models import Newsroom

_ROWS_A_STEP = 10  # keeps a write transaction well under 50 ms
_LEAVES_A_STEP = 100


@dataclass(frozen=True)
class _Opened:
    """A row sealed to the intake key, opened."""

    row: SignUp | Confirmation
    record: SealedRecord
    marks: Marks


def take_in(*, keyring: Keyring, post: Callable[[Letter], str], now: datetime | None = None) -> TakenIn:
    """One bounded round. `post` sends one mail and returns the server's reply, or raises NotPosted where the
    server certainly did not take it. Cheap when there is nothing to do."""
    today = (now or timezone.now()).date()
    left = judge_leaves(keyring=keyring, now=now)
    undone = _bring_back()
    confirmed = _take_confirmed(keyring, today)
    signed_up = _take_sign_ups(keyring, today)
    changed = take_link_requests(keyring=keyring, today=today)
    changed += take_wishes(keyring=keyring, today=today) + take_changes(keyring=keyring, today=today)
    letters = post_letters(keyring=keyring, post=post, today=today)
    moved = 0 if keyring.locked else reseal(keyring=keyring) + bury(keyring=keyring, today=today)
    expire(today=today)
    busy = any((left, undone, confirmed, signed_up, changed, moved, letters.posted and not letters.unposted))
    return TakenIn(
        signed_up=signed_up,
        confirmed=confirmed,
        left=left,
        undone=undone,
        changed=changed,
        posted=letters.posted,
        unposted=letters.unposted,
        waiting_for_unlock=letters.locked,
        more=busy,
    )


def judge_leaves(*, keyring: Keyring, now: datetime | None = None) -> int:
    """Judge waiting leave tokens, true ones leave; returns how many rows were dealt with. Forged ones just go.

    Works while the list is locked. Call again until it returns 0 before anything is armed.
    """
    tokens = list(LeaveRequest.objects.values_list("token", flat=True)[:_LEAVES_A_STEP])
    if not tokens:
        return 0
    true = [subscription_id for token in tokens if (subscription_id := _judged(token, keyring))]
    with transaction.atomic():
        leave(Subscription.objects.filter(id__in=true), today=(now or timezone.now()).date())
        LeaveRequest.objects.filter(token__in=tokens).delete()
    return len(tokens)


def _judged(token: str, keyring: Keyring) -> object:
    parts = read_leave_token(token)
    if parts is None:
        return None
    key_id, subscription_id, mac = parts
    try:
        true_mac = leave_mac(keyring.token.by_id(key_id), key_id, subscription_id)
    except UnknownKey:
        return None
    return subscription_id if hmac.compare_digest(mac, true_mac) else None


def _bring_back() -> int:
    answered = list(Undo.objects.filter(state=Answerable.State.ANSWERED)[:_LEAVES_A_STEP])
    if not answered:
        return 0
    with transaction.atomic():
        readers = Subscription.objects.filter(
            id__in=[undo.subscription_id for undo in answered], state=Subscription.State.LEFT
        )
        back = list(readers.values_list("id", flat=True))
        readers.update(state=Subscription.State.CONFIRMED, suppress_for="", purge_on=None)
        Undo.objects.filter(id__in=[undo.id for undo in answered]).update(state=Answerable.State.DONE)
    note(BACK, back)
    return len(answered)


def _take_confirmed(keyring: Keyring, today: date) -> int:
    at_hand = Q(sealed_to__in=list(keyring.intake.boxes))
    answered = Confirmation.objects.filter(at_hand, state=Answerable.State.ANSWERED)[:_ROWS_A_STEP]
    opened = _open_each(answered, keyring)
    if not opened:
        return 0
    with transaction.atomic():
        taken = [_subscribe(each, keyring, today) for each in opened]
        joined = [reader for reader in taken if reader]
        places = [
            (each.row.newsletter_id, each.row.language) for each, reader in zip(opened, taken, strict=True) if reader
        ]
        tally("confirmed", places, today=today)
        welcome(readers=[reader for reader, came_back in joined if not came_back], today=today)
    note(BACK, [reader for reader, came_back in joined if came_back])
    return len(opened)


def _subscribe(opened: _Opened, keyring: Keyring, today: date) -> tuple[UUID, bool] | None:
    """The reader becomes, or becomes again, a subscriber; returns the id, and whether they were one before.

    Only the list's public half is needed, so the record leaves the intake key at once, locked or not: a seized
    worker gives away less.
    """
    row, marks = opened.row, opened.marks
    if not Confirmation.objects.filter(pk=row.pk, state=Answerable.State.ANSWERED).update(
        state=Answerable.State.DONE, sealed=b""
    ):
        return None
    if _may_not_come_back(row, marks):
        return None
    _suppressions(row, marks).delete()
    known = Subscription.objects.filter(newsletter=row.newsletter_id, index_hmac__in=marks.indexes).first()
    reader = known or Subscription(newsletter_id=row.newsletter_id, joined_month=first_of_month(today))
    for name in ("language", "format", "subject_style"):
        setattr(reader, name, getattr(row, name))
    reader.sealed_to, public = keyring.list_public
    reader.sealed = opened.record.closed(public)
    reader.index_hmac, reader.index_key_id = marks.index, marks.index_key_id
    reader.state, reader.suppress_for, reader.purge_on = Subscription.State.CONFIRMED, "", None
    reader.save()
    return reader.id, known is not None


def _take_sign_ups(keyring: Keyring, today: date) -> int:
    at_hand = Q(sealed_to__in=list(keyring.intake.boxes))
    due = SignUp.objects.filter(at_hand, Q(held_until=None) | Q(held_until__lte=today))[:_ROWS_A_STEP]
    opened = _open_each(due, keyring)
    if not opened:
        return 0
    with transaction.atomic():
        for each in opened:
            _consider(each, mailboxes_of(each.record.email, keyring), today)
    return len(opened)


def _consider(opened: _Opened, mailboxes: tuple[bytes, ...], today: date) -> None:
    """One letter a day and address: for the same newsletter a second sign-up is dropped, for another it waits."""
    row, marks = opened.row, opened.marks
    expires_on = today + timedelta(days=CONFIRM_DAYS)
    # By mailbox, so that dots, +tags and case do not make many letters to one victim (attack 23).
    asked = Confirmation.objects.filter(mailbox_hmac__in=mailboxes, expires_on=expires_on)
    newsletters = set(asked.values_list("newsletter_id", flat=True))
    if newsletters - {row.newsletter_id} or _enough_for_today(expires_on):
        SignUp.objects.filter(pk=row.pk).update(held_until=today + timedelta(days=1))
        return
    claimed, _ = SignUp.objects.filter(pk=row.pk).delete()
    if not claimed or newsletters or _is_reader(row, marks) or _may_not_come_back(row, marks):
        return
    confirmation = Confirmation(
        newsletter_id=row.newsletter_id,
        language=row.language,
        format=row.format,
        subject_style=row.subject_style,
        sealed=row.sealed,
        sealed_to=row.sealed_to,
        index_hmac=marks.index,
        index_key_id=marks.index_key_id,
        mailbox_hmac=mailboxes[-1],
        expires_on=expires_on,
    )
    Confirmation.objects.bulk_create([confirmation], ignore_conflicts=True)
    tally("asked", [(row.newsletter_id, row.language)], today=today)


def _enough_for_today(expires_on: date) -> bool:
    """A flood of sign-ups must not make a flood of mails: the rest waits for tomorrow."""
    return Confirmation.objects.filter(expires_on=expires_on).count() >= Newsroom.current().confirmations_a_day


def _is_reader(row: SignUp | Confirmation, marks: Marks) -> bool:
    readers = Subscription.objects.filter(newsletter=row.newsletter_id, index_hmac__in=marks.indexes)
    return readers.filter(state=Subscription.State.CONFIRMED).exists()


def _may_not_come_back(row: SignUp | Confirmation, marks: Marks) -> bool:
    stays = [reason.value for reason in Reason if reason not in MAY_SIGN_UP_AGAIN]
    leaving = Subscription.objects.filter(index_hmac__in=marks.indexes, suppress_for__in=stays)
    return leaving.exists() or _suppressions(row, marks).filter(reason__in=stays).exists()


def _suppressions(row: SignUp | Confirmation, marks: Marks) -> QuerySet[Suppression]:
    mine = Q(newsletter=row.newsletter_id) | Q(newsletter=None)
    return Suppression.objects.filter(mine, hmac__in=marks.suppressions)


def _open_each(rows: Iterable[SignUp] | Iterable[Confirmation], keyring: Keyring) -> list[_Opened]:
    """Outside any transaction: opening is slow. A record that is damaged will never open; it goes."""
    opened = []
    for row in rows:
        try:
            record = SealedRecord.opened(row.sealed, box=keyring.intake.by_id(row.sealed_to))
            opened.append(_Opened(row, record, marks_of(record.email, keyring)))
        except NotOpened:
            row.delete()
    return opened
