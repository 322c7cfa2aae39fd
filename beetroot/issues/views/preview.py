"""What readers will get, to look at before it is approved: HTML in a sandbox, text, source."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from beetroot.audience.rules import LEAVE_TOKEN_LENGTH
from beetroot.issues.models import Issue
from beetroot.issues.rendering import html_part, issue_document, mail_template, text_part
from beetroot.issues.rules import FORMATS, SUBJECT_STYLES
from beetroot.issues.views.access import for_issue_staff
from beetroot.mail.errors import MailError
from beetroot.mail.message import Template

#: The sandbox keeps the frame from running or following anything, the policy from loading anything that is not ours.
FRAME_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; frame-ancestors 'self'"
)


@require_GET
@for_issue_staff
def preview(request: HttpRequest, pk: int, subject_style: str) -> HttpResponse:
    """The mail at phone and desktop width, its text and its source."""
    issue = get_object_or_404(Issue.objects.select_related("newsletter"), pk=pk)
    if subject_style not in SUBJECT_STYLES:
        raise Http404
    document = shown_document(issue)
    neutral = subject_style == "neutral"
    context = {
        "issue": issue,
        "subject_style": subject_style,
        "text": text_part(document, neutral=neutral),
        "header_icon": "view",
        "page_title": _("Preview"),
        "page_subtitle": str(issue),
        "header_title": _("Preview of %(issue)s") % {"issue": issue},
        **_sources(document, subject_style),
    }
    return render(request, "issues/desk/preview.html", context)


@require_GET
@for_issue_staff
def mail_frame(request: HttpRequest, pk: int, subject_style: str) -> HttpResponse:
    """The HTML part alone, for the sandboxed frame; our photos are loaded from this host."""
    issue = get_object_or_404(Issue.objects.select_related("newsletter"), pk=pk)
    if subject_style not in SUBJECT_STYLES:
        raise Http404
    document = shown_document(issue)
    html = html_part(document, neutral=subject_style == "neutral")
    response = HttpResponse(html.replace(f'src="{document["base_url"]}/', 'src="/'))
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    return response


def shown_document(issue: Issue) -> dict[str, Any]:
    """What was frozen, else what stands submitted, else the draft as it is."""
    edition = issue.editions.first()
    standing = edition or issue.candidate
    return standing.document if standing else issue_document(issue, base_url=settings.BEETROOT_BASE_URL)


def _sources(document: dict[str, Any], subject_style: str) -> dict[str, Any]:
    """Source, size and digest of both formats, or why there is no mail yet."""
    try:
        return {"sources": [_source(document, format, subject_style) for format in FORMATS]}
    except MailError as error:
        return {"not_yet": str(error)}


def _source(document: dict[str, Any], format: str, subject_style: str) -> dict[str, Any]:
    stored = mail_template(document, format=format, subject_style=subject_style)
    message = Template.from_bytes(stored).fill(
        to="reader@example.org",
        date=timezone.now(),
        message_id="<example@example.org>",
        leave_token="0" * LEAVE_TOKEN_LENGTH,
    )
    octets = message.to_bytes()
    return {
        "format": format,
        "text": octets.decode("ascii", "replace").replace("\r\n", "\n"),
        "size": len(octets),
        "sha256": hashlib.sha256(stored).hexdigest(),
    }
