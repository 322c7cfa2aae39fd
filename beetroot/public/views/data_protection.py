"""The data-protection page, made from what is really stored and how this newsroom really sends."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from beetroot.audience.rules.stored import AUDIT, NUMBER, STAFF, Kind, kinds
from beetroot.mail.smtp import ServerUrl
from beetroot.newsroom.models import Newsletter, Newsroom
from beetroot.public.views.language import asked_for, page

_OWN = ("localhost", "127.0.0.1", "::1")


@require_safe
def data_protection(request: HttpRequest) -> HttpResponse:
    """What is stored, what for, how long, who else sees it, and what a reader can do."""
    server = ServerUrl.parse(settings.BEETROOT_SMTP_URL)
    language, room = asked_for(request), Newsroom.current()
    ledger = settings.BEETROOT_DISPATCH.compact_after_days
    with translation.override(language):  # a filled-in sentence is no longer lazy
        said = [_said(kind, ledger if kind is NUMBER else kind.days) for kind in kinds()]
        own = [_said(STAFF, room.former_staff_days), _said(AUDIT, room.audit_days)]
    context = {
        "room": room,
        "kinds": said,
        "own": own,
        "newsletters": Newsletter.objects.exclude(consent_text=""),
        "provider": "" if server.path or server.host in _OWN else server.host,
    }
    return page(request, "public/data_protection.html", context, language=language)


def _said(kind: Kind, days: int) -> dict[str, Any]:
    return {"what": kind.what, "why": kind.why, "how_long": kind.how_long % {"days": days}}
