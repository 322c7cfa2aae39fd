"""Letters to one person, in that person's language. Nothing a stranger typed stands in them (attack 24)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from beetroot.audience.models import (
    AddressChange,
    Confirmation,
    Notice,
    PreferenceLink,
    SubjectStyle,
    Subscription,
    Undo,
)
from beetroot.audience.rules import Letter, LetterKind, confirm_path, move_path, preferences_path, undo_path
from beetroot.newsroom.models import Newsletter, named_in_links, preferences_page


def confirmation_letter(*, confirmation: Confirmation, to: str, token: str) -> Letter:
    """The one letter before somebody is a reader: a link to a page with a button."""
    link = settings.BEETROOT_BASE_URL + confirm_path(token)
    with translation.override(confirmation.language):
        subject = _("Please confirm: %(newsletter)s") % {"newsletter": confirmation.newsletter.name}
        return _letter(confirmation, confirmation.id, to, LetterKind.CONFIRM, subject, {"link": link})


def left_letter(*, undo: Undo, to: str, token: str) -> Letter:
    """The letter after leaving, for the case that somebody else used the link of a forwarded mail."""
    reader = undo.subscription
    link = reader.newsletter.leave_host + undo_path(token, named_in_links(reader.language))
    with translation.override(reader.language):
        subject = _("You left %(newsletter)s") % {"newsletter": reader.newsletter.name}
        return _letter(reader, undo.id, to, LetterKind.LEFT, subject, {"link": link})


def link_letter(*, row: PreferenceLink | AddressChange, to: str, token: str) -> Letter:
    """The link to one's preferences, or the one that confirms a new address; it comes from the reader's newsletter."""
    asked = isinstance(row, PreferenceLink)
    path = preferences_path(token) if asked else move_path(token)
    ids = row.reader_ids
    reader = Subscription.objects.filter(id__in=ids).select_related("newsletter").order_by("id").first()
    about = reader or Subscription(newsletter=Newsletter.objects.first(), language=row.language)
    kind = LetterKind.LINK if asked else LetterKind.MOVE
    with translation.override(about.language):
        subject = _("Your link to what you receive") if asked else _("Please confirm this address")
        return _letter(about, row.id, to, kind, subject, {"link": settings.BEETROOT_BASE_URL + path})


def welcome_letter(*, notice: Notice, to: str) -> Letter:
    """What a new reader gets where no issue has been sent yet; else dispatch sends the current issue instead."""
    reader = notice.subscription
    values = {"preferences": preferences_page(reader.language)}
    with translation.override(reader.language):
        subject = _("Welcome to %(newsletter)s") % {"newsletter": reader.newsletter.name}
        return _letter(reader, notice.id, to, LetterKind.WELCOME, subject, values, about=reader.id)


def report_letter(*, notice: Notice, to: str, readers: Sequence[tuple[Subscription, str, str]]) -> Letter:
    """All that is stored about a reader, to that reader's own mailbox (GDPR article 15)."""
    reader = notice.subscription
    with translation.override(reader.language):
        stored = [_stored(each, consent, day) for each, consent, day in readers]
        subject = _("What we store about you")
        return _letter(reader, notice.id, to, LetterKind.REPORT, subject, {"stored": stored})


def _stored(reader: Subscription, consent: str, day: str) -> dict[str, Any]:
    """Headings and values of one subscription, in words; the address is the one the letter goes to."""
    month = date_format(reader.joined_month, "YEAR_MONTH_FORMAT")
    lines = [
        (_("Language"), reader.get_language_display()),
        (_("Form"), reader.get_format_display()),
        (_("Subject"), reader.get_subject_style_display()),
        (_("Joined"), month),
        (_("Paused until"), reader.paused_until or _("not paused")),
        (_("Region"), reader.region or _("not given")),
        (_("State"), reader.get_state_display()),
        (_("Agreed to, inside the seal"), f"{consent}, {day}"),
    ]
    return {"newsletter": reader.newsletter.name, "lines": [(label, str(value)) for label, value in lines]}


def _letter(
    row: Confirmation | Subscription,
    letter_id: UUID,
    to: str,
    kind: LetterKind,
    subject: str,
    more: Mapping[str, Any],
    about: UUID | None = None,
) -> Letter:
    newsletter = row.newsletter
    neutral = row.subject_style == SubjectStyle.NEUTRAL
    values = {"newsletter": newsletter, "language": row.language, "subject": subject, **more}
    return Letter(
        to=to,
        newsletter=newsletter.slug,
        subject=newsletter.neutral_subject if neutral else subject,
        text=render_to_string(f"audience/mail/{kind}.txt", values),
        html=None if row.format == "plain" else render_to_string(f"audience/mail/{kind}.html", values),
        kind=kind,
        from_name=(neutral and newsletter.neutral_from_name) or newsletter.from_name,
        from_address=newsletter.from_address,
        reply_to=newsletter.reply_to or None,
        id=letter_id,
        about=about,
        language=row.language,
        format=row.format,
        subject_style=row.subject_style,
    )
