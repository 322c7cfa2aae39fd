"""Letters with a link in them: marked before they are posted, so that a crash repeats at most one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from beetroot.audience.actions.sealed_records import NotOpened, SealedRecord
from beetroot.audience.models import Answerable, Confirmation, Subscription, Undo
from beetroot.audience.rendering import confirmation_letter, left_letter
from beetroot.audience.rules import (
    CONFIRM_DAYS,
    LETTERS_A_ROUND,
    UNDO_DAYS,
    Letter,
    NotPosted,
    answer_hash,
    new_answer_token,
)
from beetroot.lib.keyring import Keyring

Post = Callable[[Letter], str]
_UNDOS_LOOKED_AT = 8 * LETTERS_A_ROUND


@dataclass(frozen=True)
class PostedLetters:
    """`unposted`: the server took none and the round stopped. `locked`: letters that wait for the passphrase."""

    posted: int = 0
    unposted: int = 0
    locked: int = 0


def post_letters(*, keyring: Keyring, post: Post, today: date) -> PostedLetters:
    """Post up to LETTERS_A_ROUND due letters; stop at the first that the server cannot take now."""
    posted = 0
    due: list[Confirmation | Undo] = [*_confirmations(keyring, today), *_undos(keyring, today)]
    for letter in due[:LETTERS_A_ROUND]:
        try:
            posted += _post_one(letter, keyring, post, today)
        except NotPosted:
            return PostedLetters(posted, unposted=1, locked=_locked(keyring))
    return PostedLetters(posted, locked=_locked(keyring))


def _confirmations(keyring: Keyring, today: date) -> list[Confirmation]:
    rows = Confirmation.objects.filter(_due(today, CONFIRM_DAYS), sealed_to__in=list(keyring.intake.boxes))
    return list(rows.filter(expires_on__gte=today).select_related("newsletter")[:LETTERS_A_ROUND])


def _undos(keyring: Keyring, today: date) -> list[Undo]:
    # Which can be opened is asked here, not in the query: joined, SQLite would begin at every subscription.
    rows = Undo.objects.filter(_due(today, UNDO_DAYS)).select_related("subscription__newsletter")[:_UNDOS_LOOKED_AT]
    return [row for row in rows if row.subscription.sealed_to in keyring.open_ids]


def _due(today: date, days: int) -> Q:
    """Due ones, and those that a crash left between the mark and the server's answer on an earlier day."""
    torn = Q(state=Answerable.State.POSTING, posts=1, expires_on__lt=today + timedelta(days=days))
    return Q(state=Answerable.State.DUE) | torn


def _locked(keyring: Keyring) -> int:
    return Undo.objects.filter(state=Answerable.State.DUE).count() if keyring.locked else 0


def _post_one(row: Confirmation | Undo, keyring: Keyring, post: Post, today: date) -> int:
    if isinstance(row, Undo) and row.subscription.state != Subscription.State.LEFT:
        _settle(row, Answerable.State.DONE)
        return 0
    token = new_answer_token()
    try:
        letter = _letter(row, keyring, token)
    except NotOpened:
        _settle(row, Answerable.State.REFUSED)
        return 0
    if not _claim(row, token, today):
        return 0
    try:
        post(letter)
    except NotPosted as error:
        return _not_posted(row, error)
    _settle(row, Answerable.State.POSTED)
    return 1


def _letter(row: Confirmation | Undo, keyring: Keyring, token: str) -> Letter:
    sealed = row.subscription if isinstance(row, Undo) else row
    to = SealedRecord.opened(sealed.sealed, box=keyring.box(sealed.sealed_to)).email
    if isinstance(row, Undo):
        return left_letter(subscription=row.subscription, to=to, token=token)
    return confirmation_letter(confirmation=row, to=to, token=token)


def _claim(row: Confirmation | Undo, token: str, today: date) -> bool:
    """Only one worker posts a letter, and only where no other letter of today went to that reader."""
    model = type(row)._default_manager
    unchanged = model.filter(pk=row.pk, state=row.state, token_hash=row.token_hash)
    expires_on = today + timedelta(days=UNDO_DAYS if isinstance(row, Undo) else CONFIRM_DAYS)
    try:
        with transaction.atomic():
            if not unchanged.update(
                state=Answerable.State.POSTING,
                token_hash=answer_hash(token),
                posts=F("posts") + 1,
                expires_on=expires_on,
            ):
                return False
            if isinstance(row, Undo):
                # The seven days begin with the letter: while the list was locked nobody could be told.
                Subscription.objects.filter(pk=row.subscription_id, state=Subscription.State.LEFT).update(
                    purge_on=expires_on
                )
    except IntegrityError:
        _settle(row, Answerable.State.DONE)
        return False
    return True


def _not_posted(row: Confirmation | Undo, error: NotPosted) -> int:
    if not error.again:
        _settle(row, Answerable.State.REFUSED)
        return 0
    type(row)._default_manager.filter(pk=row.pk, state=Answerable.State.POSTING).update(
        state=Answerable.State.DUE, token_hash=None, posts=F("posts") - 1
    )
    raise error


def _settle(row: Confirmation | Undo, state: Answerable.State) -> None:
    """Final for the letter; an answer that came while it was being posted stands."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    rows.exclude(state__in=(Answerable.State.ANSWERED, Answerable.State.DONE)).update(state=state)
    if isinstance(row, Confirmation) and state != Answerable.State.POSTED:
        Confirmation.objects.filter(pk=row.pk, state=state).update(sealed=b"")
