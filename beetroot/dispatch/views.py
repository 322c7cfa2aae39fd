"""The desk's sending pages: confirm and send, the large Undo, the status that renews itself, pause, resume, cancel."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from beetroot.audience import actions as audience
from beetroot.dispatch import actions, rendering
from beetroot.dispatch.models import Sending
from beetroot.dispatch.rendering.report import chart, course
from beetroot.dispatch.rules.deliveries import Policy
from beetroot.dispatch.rules.sendings import Counts, SendingState
from beetroot.issues.models import Issue, IssueState
from beetroot.issues.rendering import wrong_issues
from beetroot.lib.errors import BeetrootError
from beetroot.newsroom.models import Newsroom, User
from beetroot.newsroom.rules import Permission

_RENEWS_SECONDS = {SendingState.WAITING: 5, SendingState.SENDING: 3}


def _staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - for the type checker
    if not (request.user.may(Permission.SEE_COUNTS) or request.user.may(Permission.SEND_ISSUE)):
        raise PermissionDenied
    return request.user


def _issue(pk: int) -> Issue:
    return get_object_or_404(Issue.objects.select_related("newsletter"), pk=pk)


@require_GET
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the sending stands; while it runs the page renews itself."""
    user, issue = _staff(request), _issue(pk)
    shown = _standing(issue) | {
        "may_send": user.may(Permission.SEND_ISSUE),
        "troubles": rendering.troubles(issue),
        "providers": rendering.provider_lines(issue),
        "header_icon": "mail",
        "page_title": _("Sending of %(issue)s") % {"issue": issue},
        "header_title": _("Sending of %(issue)s") % {"issue": issue},
    }
    return render(request, "dispatch/desk/status.html", shown)


def _standing(issue: Issue) -> dict[str, Any]:
    sending = Sending.objects.filter(issue=issue).first()
    document = rendering.status(issue)
    totals = Counts(**document["totals"])
    state = SendingState(sending.state) if sending else None
    undecided = rendering.undecided(sending) if sending else 0
    return {
        "issue": issue,
        "sending": sending,
        "totals": totals,
        "headline": rendering.headline(sending, totals),
        "bars": rendering.bars(totals),
        "settled": totals.audience - totals.open,
        "percent": 100 * (totals.audience - totals.open) // totals.audience if totals.audience else 0,
        "elapsed": _elapsed(sending),
        "delivery": document["delivery"] if sending and sending.follows_relay else None,
        "rate": document["messages_per_second"],
        "eta": _duration(document["eta_seconds"]),
        "next_due": _later(rendering.next_due(sending) if sending else None),
        "can_undo": sending is not None and sending.first_armed_at is None and state is not SendingState.CANCELLED,
        "seconds_left": _seconds_left(sending),
        "renews": _RENEWS_SECONDS.get(state) if state else None,
        "undecided": undecided if sending and sending.policy == Policy.ASK else 0,
        "waits_for": rendering.what_waits(),
        "workers": rendering.workers_at_work(),
    }


def _seconds_left(sending: Sending | None) -> int:
    if sending is None or sending.state != SendingState.WAITING:
        return 0
    return max(0, round((sending.starts_at - timezone.now()).total_seconds()))


def _elapsed(sending: Sending | None) -> str:
    if sending is None or sending.first_armed_at is None:
        return ""
    return _duration(round(((sending.finished_at or timezone.now()) - sending.first_armed_at).total_seconds()))


def _later(due: datetime | None) -> datetime | None:
    return due if due and due > timezone.now() else None


def _duration(seconds: int | None) -> str:
    if seconds is None:
        return ""
    if seconds < 90:
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    minutes = round(seconds / 60)
    if minutes < 120:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = round(seconds / 3600)
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}


@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of a sending, on a page to print; nothing on it names a reader."""
    _user, issue = _staff(request), _issue(pk)
    sending = get_object_or_404(Sending, issue=issue)
    steps = course(sending)
    standing = _standing(issue)
    totals = standing["totals"]
    shown = standing | {
        "newsroom": Newsroom.current().name,
        "share": round(100 * totals.accepted / totals.audience, 1) if totals.audience else 0,
        "took": standing["elapsed"],
        "later": rendering.relay_counts(sending, totals),
        "steps": [step for step in steps if step.taken],  # rows of nothing tell nothing; the chart has the pauses
        "chart": chart(steps, began=sending.first_armed_at or sending.starts_at, audience=totals.audience),
        "troubles": rendering.troubles(issue, limit=20),
        "editions": issue.editions.all(),
        "now": timezone.now(),
        "page_title": _("Report on %(issue)s") % {"issue": issue},
    }
    return render(request, "dispatch/desk/report.html", shown)


def send(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks once more, with the number of readers; POST queues."""
    user, issue = _staff(request), _issue(pk)
    if request.method == "POST":
        return _do(request, issue, lambda: actions.queue(issue=issue, by=user))
    everybody = next(row["confirmed"] for row in audience.counts() if row["newsletter"] == issue.newsletter.slug)
    forgotten = rendering.forgotten_wrong_issues(issue)
    narrowed = issue.corrects_id is not None and not forgotten
    shown = {
        "issue": issue,
        "readers": rendering.readers_of_wrong_issues(issue) if narrowed else everybody,
        "narrowed_to": wrong_issues(issue) if narrowed else [],
        "forgotten": forgotten,
        "may_send": user.may(Permission.SEND_ISSUE) and issue.state == IssueState.CLOSED,
        "undo_minutes": Newsroom.current().undo_seconds / 60,
        "header_icon": "mail",
        "page_title": _("Send %(issue)s") % {"issue": issue},
        "header_title": _("Send %(issue)s") % {"issue": issue},
    }
    return render(request, "dispatch/desk/send.html", shown)


def _do(request: HttpRequest, issue: Issue, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except BeetrootError as error:
        messages.error(request, str(error))
    return redirect("dispatch:status", issue.pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the sending back and returns to the issue."""
    user, issue = _staff(request), _issue(pk)
    try:
        actions.undo(issue=issue, by=user)
    except BeetrootError as error:
        messages.error(request, str(error))
        return redirect("dispatch:status", pk)
    messages.success(request, _("Undone. Nothing was sent; the issue can be reopened or sent later."))
    return redirect("issues:issue", pk)


@require_POST
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Stops after what is under way."""
    user, issue = _staff(request), _issue(pk)
    return _do(request, issue, lambda: actions.pause(issue=issue, by=user))


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Goes on."""
    user, issue = _staff(request), _issue(pk)
    return _do(request, issue, lambda: actions.resume(issue=issue, by=user))


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends it for good."""
    user, issue = _staff(request), _issue(pk)
    return _do(request, issue, lambda: actions.cancel(issue=issue, by=user))


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Settles unknown outcomes: `repeat` is yes or no."""
    user, issue = _staff(request), _issue(pk)
    repeat = request.POST.get("repeat") == "yes"
    return _do(request, issue, lambda: actions.decide_uncertain(issue=issue, by=user, repeat=repeat))


def panel(request: HttpRequest, issue: Issue) -> SafeString | str:
    """For the issue's own page: the Send button of a closed issue, or where its sending stands."""
    if issue.state != IssueState.CLOSED:
        return ""
    may_send = isinstance(request.user, User) and request.user.may(Permission.SEND_ISSUE)
    shown = _standing(issue) | {"may_send": may_send}
    return render_to_string("dispatch/desk/panel.html", shown, request=request)
