"""Letters to one person, in that person's language. Nothing a stranger typed stands in them (attack 24)."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from beetroot.audience.models import Confirmation, SubjectStyle, Subscription
from beetroot.audience.rules import Letter, LetterKind, confirm_path, undo_path


def confirmation_letter(*, confirmation: Confirmation, to: str, token: str) -> Letter:
    """The one letter before somebody is a reader: a link to a page with a button."""
    with translation.override(confirmation.language):
        subject = _("Please confirm: %(newsletter)s") % {"newsletter": confirmation.newsletter.name}
        return _letter(confirmation, to, LetterKind.CONFIRM, subject, settings.BEETROOT_BASE_URL + confirm_path(token))


def left_letter(*, subscription: Subscription, to: str, token: str) -> Letter:
    """The letter after leaving, for the case that somebody else used the link of a forwarded mail."""
    with translation.override(subscription.language):
        subject = _("You left %(newsletter)s") % {"newsletter": subscription.newsletter.name}
        return _letter(
            subscription, to, LetterKind.LEFT, subject, subscription.newsletter.leave_host + undo_path(token)
        )


def _letter(about: Confirmation | Subscription, to: str, kind: LetterKind, subject: str, link: str) -> Letter:
    newsletter = about.newsletter
    neutral = about.subject_style == SubjectStyle.NEUTRAL
    values = {"newsletter": newsletter, "link": link, "language": about.language, "subject": subject}
    plain = about.format == "plain"
    return Letter(
        to=to,
        newsletter=newsletter.slug,
        subject=newsletter.neutral_subject if neutral else subject,
        text=render_to_string(f"audience/mail/{kind}.txt", values),
        html=None if plain else render_to_string(f"audience/mail/{kind}.html", values),
        kind=kind,
        from_name=(neutral and newsletter.neutral_from_name) or newsletter.from_name,
        from_address=newsletter.from_address,
        reply_to=newsletter.reply_to or None,
    )
