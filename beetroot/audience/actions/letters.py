"""Letters to one person: marked before they are posted, so that a crash repeats at most one."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from beetroot.audience import rendering
from beetroot.audience.actions.sealed_records import NotOpened, SealedRecord
from beetroot.audience.models import (
    AddressChange,
    Answerable,
    Confirmation,
    Notice,
    PreferenceLink,
    Subscription,
    Undo,
)
from beetroot.audience.rules import (
    CONFIRM_DAYS,
    LETTERS_A_ROUND,
    LINK_DAYS,
    NOTICE_DAYS,
    UNDO_DAYS,
    Letter,
    NotPosted,
    answer_hash,
    new_answer_token,
)
from beetroot.lib.keyring import Keyring

Post = Callable[[Letter], str]
_Row = Confirmation | Undo | PreferenceLink | AddressChange | Notice
_LOOKED_AT = 8 * LETTERS_A_ROUND

#: How many days a letter's link answers, or a letter without one may wait.
_DAYS: dict[type, int] = {
    Confirmation: CONFIRM_DAYS,
    PreferenceLink: LINK_DAYS,
    AddressChange: LINK_DAYS,
    Undo: UNDO_DAYS,
    Notice: NOTICE_DAYS,
}
_TO_WHOM_IT_IS_SEALED = (Confirmation, PreferenceLink, AddressChange)
_TO_READERS = (Undo, Notice)


@dataclass(frozen=True)
class PostedLetters:
    """`unposted`: the server took none and the round stopped. `locked`: letters that wait for the passphrase."""

    posted: int = 0
    unposted: int = 0
    locked: int = 0


def post_letters(*, keyring: Keyring, post: Post, today: date) -> PostedLetters:
    """Post up to LETTERS_A_ROUND due letters; stop at the first that the server cannot take now."""
    posted = 0
    due: list[_Row] = [*_sealed_ones(keyring, today), *_to_readers(keyring, today)]
    for letter in due[:LETTERS_A_ROUND]:
        try:
            posted += _post_one(letter, keyring, post, today)
        except NotPosted:
            return PostedLetters(posted, unposted=1, locked=_locked(keyring))
    return PostedLetters(posted, locked=_locked(keyring))


def letter_bounced(*, letter_id: UUID) -> bool:
    """A confirmation that came back: nobody can answer it, so its address goes now and not in a week. False for any
    other letter, and for one that was answered. Whoever mistyped may sign up again; nothing is suppressed."""
    asked = Confirmation.objects.filter(id=letter_id, state__in=(Answerable.State.POSTED, Answerable.State.POSTING))
    return bool(asked.update(state=Answerable.State.REFUSED, sealed=b"", token_hash=None))


def reader_of_letter(*, letter_id: UUID) -> UUID | None:
    """The subscription that a welcome, a report or a "you left" letter went to; None for any other id."""
    for model in _TO_READERS:
        found = model._default_manager.filter(id=letter_id).values_list("subscription_id", flat=True).first()
        if found is not None:
            return found
    return None


def _sealed_ones(keyring: Keyring, today: date) -> Iterator[_Row]:
    for model in _TO_WHOM_IT_IS_SEALED:
        due = model._default_manager.filter(_due(today, _DAYS[model]), expires_on__gte=today)
        rows = due.filter(sealed_to__in=list(keyring.intake.boxes))
        yield from rows[:LETTERS_A_ROUND]


def _to_readers(keyring: Keyring, today: date) -> Iterator[_Row]:
    # Which can be opened is asked here, not in the query: joined, SQLite would begin at every subscription.
    for model in _TO_READERS:
        due = model._default_manager.filter(_due(today, _DAYS[model])).select_related("subscription__newsletter")
        yield from (row for row in due[:_LOOKED_AT] if row.subscription.sealed_to in keyring.open_ids)


def _due(today: date, days: int) -> Q:
    """Due ones, and those that a crash left between the mark and the server's answer on an earlier day."""
    torn = Q(state=Answerable.State.POSTING, posts=1, expires_on__lt=today + timedelta(days=days))
    return Q(state=Answerable.State.DUE) | torn


def _locked(keyring: Keyring) -> int:
    if not keyring.locked:
        return 0
    return sum(model._default_manager.filter(state=Answerable.State.DUE).count() for model in _TO_READERS)


def _post_one(row: _Row, keyring: Keyring, post: Post, today: date) -> int:
    if isinstance(row, Undo | Notice) and row.subscription.state != _WHILE[type(row)]:
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


_WHILE = {Undo: Subscription.State.LEFT, Notice: Subscription.State.CONFIRMED}


def _letter(row: _Row, keyring: Keyring, token: str) -> Letter:
    sealed = row.subscription if isinstance(row, Undo | Notice) else row
    record = SealedRecord.opened(sealed.sealed, box=keyring.box(sealed.sealed_to))
    if isinstance(row, Notice):
        if row.kind == Notice.Kind.WELCOME:
            return rendering.welcome_letter(notice=row, to=record.email)
        mine = Subscription.objects.filter(index_hmac=row.subscription.index_hmac).select_related("newsletter")
        return rendering.report_letter(notice=row, to=record.email, readers=_opened_records(mine, keyring))
    if isinstance(row, Undo):
        return rendering.left_letter(undo=row, to=record.email, token=token)
    if isinstance(row, Confirmation):
        return rendering.confirmation_letter(confirmation=row, to=record.email, token=token)
    return rendering.link_letter(row=row, to=record.email, token=token)


def _opened_records(readers: Iterable[Subscription], keyring: Keyring) -> list[tuple[Subscription, str, str]]:
    """Each subscription with the consent and the day inside its seal."""
    found = []
    for reader in readers:
        record = SealedRecord.opened(reader.sealed, box=keyring.box(reader.sealed_to))
        found.append((reader, record.consent, record.day))
    return found


def _claim(row: _Row, token: str, today: date) -> bool:
    """Only one worker posts a letter, and only where no other letter of today went to that reader."""
    unchanged = type(row)._default_manager.filter(pk=row.pk, state=row.state, token_hash=row.token_hash)
    expires_on = today + timedelta(days=_DAYS[type(row)])
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


def _not_posted(row: _Row, error: NotPosted) -> int:
    if not error.again:
        _settle(row, Answerable.State.REFUSED)
        return 0
    type(row)._default_manager.filter(pk=row.pk, state=Answerable.State.POSTING).update(
        state=Answerable.State.DUE, token_hash=None, posts=F("posts") - 1
    )
    raise error


def _settle(row: _Row, state: Answerable.State) -> None:
    """Final for the letter; an answer that came while it was being posted stands."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    rows.exclude(state__in=(Answerable.State.ANSWERED, Answerable.State.DONE)).update(state=state)
    if isinstance(row, Confirmation) and state != Answerable.State.POSTED:
        Confirmation.objects.filter(pk=row.pk, state=state).update(sealed=b"")
    if isinstance(row, PreferenceLink | AddressChange) and state in (Answerable.State.REFUSED, Answerable.State.DONE):
        type(row)._default_manager.filter(pk=row.pk, state=state).delete()
