"""What the public web may do: close records to public keys, and note which links were answered. No door looks at
who is on the list, so none can tell (attacks 10 and 27)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from beetroot.audience.actions.sealed_records import SealedRecord, is_address
from beetroot.audience.actions.together import Together
from beetroot.audience.models import (
    AddressChange,
    Answerable,
    Confirmation,
    LeaveRequest,
    LinkRequest,
    MailFormat,
    PreferenceLink,
    SignUp,
    SubjectStyle,
    Subscription,
    Undo,
)
from beetroot.audience.rules import (
    LEAVE_QUEUE,
    LEAVES_A_READER,
    NotAnAddress,
    SignUpClosed,
    answer_hash,
    read_leave_token,
)
from beetroot.audience.rules.preferences import MAX_WISHES, Shown, Wish
from beetroot.newsroom.models import KeyRecord, Newsletter

_ANSWERS = (Answerable.State.POSTING, Answerable.State.POSTED)
_ANSWERED = (Answerable.State.ANSWERED, Answerable.State.DONE)


@sensitive_variables("address")
def sign_up(
    *, newsletter: Newsletter, address: str, language: str, format: str = "full", subject_style: str = "subject"
) -> None:
    """Seal one sign-up for the worker; the same work whoever it is. Raises NotAnAddress and SignUpClosed.

    An unknown language, format or style becomes the newsletter's usual one: what a stranger typed is not stored.
    """
    if not newsletter.sign_up_open:
        raise SignUpClosed(str(SignUpClosed.__doc__))
    key_id, sealed = _sealed(address, consent=f"form {newsletter.consent_version}")
    row = SignUp(
        newsletter=newsletter,
        language=_language(language, otherwise=newsletter.language),
        format=format if format in MailFormat.values else MailFormat.FULL,
        subject_style=subject_style if subject_style in SubjectStyle.values else SubjectStyle.SUBJECT,
        sealed=sealed,
        sealed_to=key_id,
    )
    _SIGN_UPS.save(row)


_SIGN_UPS = Together(SignUp.objects.bulk_create)


def newsletter_to_confirm(*, token: str) -> Newsletter | None:
    """Which newsletter a confirmation link is about, for the page with the button; changes nothing."""
    found = Confirmation.objects.filter(
        token_hash=answer_hash(token) or "none", expires_on__gte=_today(), state__in=(*_ANSWERS, *_ANSWERED)
    )
    return next((row.newsletter for row in found.only("newsletter")), None)


def confirm(*, token: str) -> bool:
    """Note that a confirmation was answered; True also when it was before, False for a wrong or old link."""
    return _answer(Confirmation, token, _ANSWERS)


@sensitive_variables("address")
def ask_for_link(*, address: str, language: str) -> None:
    """Seal one request for a link to its preferences; the same work whoever it is. Raises NotAnAddress."""
    key_id, sealed = _sealed(address, consent="link")
    LinkRequest.objects.create(language=_language(language), sealed=sealed, sealed_to=key_id)


def preferences_behind(*, token: str) -> list[Shown] | None:
    """What the page behind a mailed link shows; None for a wrong or old link. Changes nothing."""
    row = _link(token)
    return None if row is None else [Shown(**each) for each in row.shown]


@sensitive_variables("new_address")
def wish(*, token: str, wishes: Sequence[Wish], new_address: str = "") -> bool:
    """Note what was pressed behind a link, for the worker to judge; False for a wrong or old link.

    Raises NotAnAddress where the new address is none.
    """
    key_id, sealed = _sealed(new_address, consent="link") if new_address else ("", b"")
    with transaction.atomic():
        row = _link(token, lock=True)
        if row is None or len(row.wishes) + len(wishes) > MAX_WISHES:
            return False
        row.wishes += [each.to_json() for each in wishes]
        if sealed:
            row.sealed_wish, row.wish_sealed_to = sealed, key_id
        row.state = Answerable.State.ANSWERED
        row.save(update_fields=["wishes", "sealed_wish", "wish_sealed_to", "state"])
    return True


def change_behind(*, token: str) -> str | None:
    """The language of a link that confirms a new address; None where it works no more. Changes nothing."""
    in_time = {"token_hash": answer_hash(token) or "none", "expires_on__gte": _today()}
    found = AddressChange.objects.filter(**in_time, state__in=(*_ANSWERS, *_ANSWERED))
    return found.values_list("language", flat=True).first()


def confirm_change(*, token: str) -> bool:
    """Note that the new mailbox said yes; False for a wrong or old link."""
    return _answer(AddressChange, token, _ANSWERS)


def undo_leave(*, token: str) -> bool:
    """Note that somebody wants back; the link works for as long as the record stays, and again after a new leave."""
    return _answer(Undo, token, (*_ANSWERS, Answerable.State.DONE))


def ask_to_leave(*, token: str) -> None:
    """Store any well-formed token for the worker to judge; a wrong one gets the same answer.

    The queue is bounded without ever losing a reader: from LEAVE_QUEUE waiting tokens on, only those that name an
    existing subscription are stored, and a few a subscription. Nobody guesses such an id (122 random bits), so a
    flood is made of others; dropping old or new tokens instead would let the flood keep readers from leaving.
    """
    parts = read_leave_token(token)
    if parts is None:
        return
    if not _queue_is_long() or _is_plausible(parts[1]):
        request = LeaveRequest(token=token, subscription_id=parts[1])
        LeaveRequest.objects.bulk_create([request], ignore_conflicts=True)


def leaves_pending() -> bool:
    """Whether a leave waits to be judged. Asked before each arming."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM audience_leaverequest LIMIT 1")
        return cursor.fetchone() is not None


@sensitive_variables("address", "record")
def _sealed(address: str, *, consent: str) -> tuple[str, bytes]:
    """Id of the intake key, and the record closed to it. Raises NotAnAddress."""
    if not is_address(address.strip()):
        raise NotAnAddress(str(NotAnAddress.__doc__))
    key = KeyRecord.current("intake")
    record = SealedRecord(address.strip(), consent, _today().isoformat())
    return key.id, record.closed(bytes(key.public or b""))


def _language(asked: str, *, otherwise: str = settings.LANGUAGE_CODE) -> str:
    return asked if asked in dict(settings.LANGUAGES) else otherwise


def _link(token: str, *, lock: bool = False) -> PreferenceLink | None:
    rows = PreferenceLink.objects.select_for_update() if lock else PreferenceLink.objects.all()
    in_time = rows.filter(token_hash=answer_hash(token) or "none", expires_on__gte=_today())
    # The public role of the database may read no other column (config/grants.py).
    narrow = in_time.only("language", "shown", "wishes", "state")
    return narrow.filter(state__in=(*_ANSWERS, *_ANSWERED)).first()


def _queue_is_long() -> bool:
    return LeaveRequest.objects.all()[:LEAVE_QUEUE].count() >= LEAVE_QUEUE


def _is_plausible(subscription_id: UUID) -> bool:
    waiting = LeaveRequest.objects.filter(subscription_id=subscription_id)[:LEAVES_A_READER].count()
    return waiting < LEAVES_A_READER and Subscription.objects.filter(id=subscription_id).exists()


def _answer(model: type[Confirmation] | type[Undo] | type[AddressChange], token: str, states: tuple[str, ...]) -> bool:
    in_time = {"token_hash": answer_hash(token) or "none", "expires_on__gte": _today()}
    model._default_manager.filter(**in_time, state__in=states).update(state=Answerable.State.ANSWERED)
    return model._default_manager.filter(**in_time, state__in=_ANSWERED).exists()


def _today() -> date:
    return timezone.now().date()
