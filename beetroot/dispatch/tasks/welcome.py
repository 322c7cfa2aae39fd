"""The welcome of a new reader is the current issue, outside that issue's ledger: its audience was counted before."""

from datetime import timedelta

from django.utils import timezone

from beetroot.audience.rules import Letter, LetterKind, leave_token
from beetroot.dispatch.actions.welcomes import note_welcome
from beetroot.dispatch.models import Delivery
from beetroot.issues.models import Edition, Issue
from beetroot.issues.rendering import is_gravely_corrected, welcome_template
from beetroot.lib.keyring import Keyring
from beetroot.mail import addresses, message_id
from beetroot.mail.message import Message, Template
from beetroot.newsroom.models import preferences_page

CURRENT = timedelta(days=60)
"""An issue older than this is nobody's current one; the welcome then says so in words."""


def welcome_message(letter: Letter, *, keyring: Keyring) -> Message | None:
    """The current issue for one new reader, marked as a welcome; None where there is none, or where this reader gets
    it by the ledger. Raises MailError."""
    if letter.kind != LetterKind.WELCOME or letter.about is None:
        return None
    edition = _current(letter)
    if edition is None or Delivery.objects.filter(edition_id=edition.pk, subscription_id=letter.about).exists():
        return None
    stored = welcome_template(
        edition.document,
        format=letter.format,
        subject_style=letter.subject_style,
        preferences=preferences_page(letter.language),
    )
    note_welcome(edition_id=edition.pk, subscription_id=letter.about)
    key_id, key = keyring.token.current
    return Template.from_bytes(stored).fill(
        to=letter.to,
        date=timezone.now(),
        message_id=message_id.random(addresses.domain_of(letter.from_address)),
        leave_token=leave_token(key, key_id, letter.about),
    )


def _current(letter: Letter) -> Edition | None:
    """The newest whose audience is complete, in the reader's language where there is such an edition.

    A letter of correction is none: it is written to those who got an issue before. Nor is an issue that was gravely
    wrong: who came after its letter would never be told.
    """
    since = timezone.now() - CURRENT
    issues = Issue.objects.filter(newsletter__slug=letter.newsletter, corrects=None)
    sent = Edition.objects.filter(issue__in=issues, roll__complete_at__gte=since)
    newest = sent.order_by("-roll__complete_at").first()
    if newest is None or is_gravely_corrected(newest.issue):
        return None
    return sent.filter(issue=newest.issue, language=letter.language).first() or newest
