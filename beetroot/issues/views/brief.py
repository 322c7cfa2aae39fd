"""The Monday brief: what changed since the last issue, what is due, and grave corrections nobody was written about."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beetroot.issues import actions
from beetroot.issues.rendering import changes_everywhere, unmailed
from beetroot.issues.views.access import for_issue_staff, staff
from beetroot.lib.errors import BeetrootError
from beetroot.newsroom.rules import Permission
from beetroot.record.models import Correction
from beetroot.record.rendering.board import board


@require_safe
@for_issue_staff
def show_brief(request: HttpRequest) -> HttpResponse:
    """One page to begin the week with. What waits holds private facts, so only who decides about facts sees it."""
    user = staff(request)
    decides = user.may(Permission.CONFIRM_FACT)
    context = {
        **changes_everywhere(),
        "board": board() if decides else None,
        "grave": unmailed() if decides and user.may(Permission.EDIT_ISSUE) else [],
        "header_icon": "list-ul",
        "page_title": _("Monday brief"),
        "header_title": _("Monday brief"),
    }
    return render(request, "issues/desk/brief.html", context)


@require_POST
@for_issue_staff
def start_mailing(request: HttpRequest, correction_id: str) -> HttpResponse:
    """A draft to those who got the wrong one."""
    correction = get_object_or_404(Correction, pk=correction_id, grave=True)
    try:
        [first, *_rest] = actions.start_correction(correction=correction, by=staff(request))
    except BeetrootError as error:
        messages.error(request, str(error))
        return redirect("issues:brief")
    return redirect("issues:issue", first.pk)
