"""Test sends: queued here with a sealed address, sent by the keyed worker, wiped as soon as they are settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from beetroot.audience.rules import LEAVE_TOKEN_LENGTH
from beetroot.issues.models import Issue, TestSend
from beetroot.issues.rendering import issue_document, proof_template
from beetroot.issues.rules import IssuesError, one_line
from beetroot.lib import sealing
from beetroot.mail import addresses
from beetroot.mail.errors import BadAddress
from beetroot.newsroom.actions import audit, require
from beetroot.newsroom.models import KeyRecord, User
from beetroot.newsroom.rules import Permission

TEST_SEND_LEASE = timedelta(minutes=10)
TEST_SEND_EXPIRY = timedelta(days=1)
TEST_SENDS_A_DAY = 50


def test_send(
    *,
    issue: Issue,
    by: User,
    address: str | None = None,  # noqa: PT028 - the verb is called so at the desk
    format: str = "full",  # noqa: PT028
    subject_style: str = "subject",  # noqa: PT028
) -> int:
    """Queues a test of the issue as it stands to one address, or to the proof list if None; returns how many.

    The address is sealed here and written nowhere else. Raises IssuesError for a wrong address, an empty proof
    list, a missing intake key or too many tests; MailError where the issue cannot become a mail yet.
    """
    require(by=by, permission=Permission.TEST_SEND)
    recipients = _proof_list() if address is None else [_checked(address)]
    today = TestSend.objects.filter(asked_at__gte=timezone.now() - timedelta(days=1)).count()
    if today + len(recipients) > TEST_SENDS_A_DAY:
        raise IssuesError(_("There were %(count)d test sends today; wait until tomorrow.") % {"count": today})
    document = issue_document(issue, base_url=settings.BEETROOT_BASE_URL)
    template = proof_template(document, format=format, subject_style=subject_style)
    key = _intake_key()
    with transaction.atomic():
        TestSend.objects.bulk_create(
            TestSend(
                issue=issue,
                sealed=sealing.seal(bytes(key.public or b""), recipient.encode()),
                sealed_to=key.id,
                template=template,
                by=by,
            )
            for recipient in recipients
        )
        audit(
            by=by,
            verb="test asked for",
            about=issue,
            to="proof list" if address is None else "one address",
            count=len(recipients),
        )
    return len(recipients)


test_send.__test__ = False  # type: ignore[attr-defined]  # pytest takes the name for a test


def _proof_list() -> list[str]:
    staff = User.objects.filter(on_proof_list=True, is_active=True).exclude(email="")
    found = [_checked(address) for address in staff.values_list("email", flat=True)]
    if not found:
        raise IssuesError(_("Nobody is on the proof list. Staff put themselves on it in their account."))
    return found


def _checked(address: str) -> str:
    try:
        addresses.wire(address.strip())
    except BadAddress:
        raise IssuesError(_("This is not a mail address; check its spelling.")) from None
    return address.strip()


def _intake_key() -> KeyRecord:
    try:
        return KeyRecord.current("intake")
    except KeyRecord.DoesNotExist:
        raise IssuesError(_("There is no intake key yet. Run `beetroot keys make` on the server.")) from None


@dataclass(frozen=True, repr=False)
class TakenTestSend:
    """What the keyed worker needs to send one test: the sealed address, and the template to fill for it."""

    id: int
    sealed: bytes
    sealed_to: str
    template: bytes
    sending_domain: str
    from_address: str
    leave_token: str


def take_test_send() -> TakenTestSend | None:
    """Claims the oldest waiting test for the caller, or None. Settle it with `settle_test_send`, whatever happens.

    Tests that waited a day, or whose sender vanished ten minutes ago, are given up first: a test is never sent
    twice on its own.
    """
    _give_up_old_test_sends()
    for waiting in TestSend.objects.filter(state=TestSend.State.WAITING).order_by("asked_at", "pk")[:5]:
        mine = TestSend.objects.filter(pk=waiting.pk, state=TestSend.State.WAITING).update(
            state=TestSend.State.SENDING, taken_at=timezone.now()
        )
        if mine:
            return _taken(waiting)
    return None


def _taken(row: TestSend) -> TakenTestSend:
    newsletter = row.issue.newsletter
    return TakenTestSend(
        id=row.pk,
        sealed=bytes(row.sealed),
        sealed_to=row.sealed_to,
        template=bytes(row.template),
        sending_domain=newsletter.sending_domain,
        from_address=newsletter.from_address,
        leave_token="0" * LEAVE_TOKEN_LENGTH,  # leads to the ordinary page and takes nobody off a list
    )


def settle_test_send(*, taken: TakenTestSend, sent: bool, reply: str = "") -> None:
    """Notes how it went and wipes the address. `reply` is shown at the desk; it must hold no address."""
    state = TestSend.State.SENT if sent else TestSend.State.FAILED
    _wipe(TestSend.objects.filter(pk=taken.id), state=state, reply=one_line(reply)[:200])


def _give_up_old_test_sends() -> None:
    now = timezone.now()
    open_tests = TestSend.objects.exclude(sealed=b"")
    stuck = open_tests.filter(state=TestSend.State.SENDING, taken_at__lt=now - TEST_SEND_LEASE)
    if stuck.exists():
        _wipe(stuck, state=TestSend.State.FAILED, reply=_("It is not known whether it was sent."))
    old = open_tests.filter(state=TestSend.State.WAITING, asked_at__lt=now - TEST_SEND_EXPIRY)
    if old.exists():
        _wipe(old, state=TestSend.State.FAILED, reply=_("The worker did not run for a day."))


def _wipe(rows: QuerySet[TestSend], *, state: str, reply: str) -> None:
    rows.update(state=state, sealed=b"", template=b"", reply=reply)
