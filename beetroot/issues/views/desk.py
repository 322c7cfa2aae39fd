"""List of issues, an issue's page, and the buttons on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from beetroot.issues import actions
from beetroot.issues.models import Issue, IssueState
from beetroot.issues.rendering import candidate_hash, issue_document, issue_problems
from beetroot.issues.rules import NotReady, what_changed
from beetroot.issues.views.access import for_issue_staff, staff
from beetroot.issues.views.forms import (
    AddStoriesForm,
    IssueForm,
    NewIssueForm,
    PlaceFormSet,
    TestSendForm,
    placed_stories,
)
from beetroot.issues.views.panels import panels_for
from beetroot.lib.errors import BeetrootError
from beetroot.mail.errors import MailError
from beetroot.newsroom.models import Newsletter
from beetroot.newsroom.rules import Permission

ISSUES_A_PAGE = 50


@require_GET
@for_issue_staff
def list_issues(request: HttpRequest) -> HttpResponse:
    """All issues, newest first."""
    issues = Issue.objects.select_related("newsletter")
    page = Paginator(issues, ISSUES_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "page": page,
        "may_edit": staff(request).may(Permission.EDIT_ISSUE),
        "has_newsletters": Newsletter.objects.exists(),
        "header_icon": "mail",
        "page_title": _("Issues"),
        "header_title": _("Issues"),
    }
    return render(request, "issues/desk/list.html", context)


@for_issue_staff
def new_issue(request: HttpRequest) -> HttpResponse:
    """Asks for the newsletter and makes a draft."""
    form = NewIssueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            issue = actions.create_issue(newsletter=form.cleaned_data["newsletter"], by=staff(request))
        except BeetrootError as error:
            messages.error(request, str(error))
        else:
            return redirect("issues:issue", issue.pk)
    context = {"form": form, "header_icon": "mail", "page_title": _("New issue"), "header_title": _("New issue")}
    return render(request, "issues/desk/new.html", context)


@for_issue_staff
def show_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """An issue's page: where it stands, what is next, and the form that changes it."""
    issue = get_object_or_404(Issue.objects.select_related("newsletter", "submitted_by"), pk=pk)
    if request.method == "POST":
        return _change(request, issue)
    return render(request, "issues/desk/issue.html", _page(request, issue, **_forms(issue)))


def _change(request: HttpRequest, issue: Issue) -> HttpResponse:
    # A model form writes into its instance: the row that the page shows stays as it is.
    form = IssueForm(request.POST, instance=Issue.objects.get(pk=issue.pk))
    places = PlaceFormSet(request.POST, prefix="places")
    added = AddStoriesForm(request.POST, issue=issue)
    if form.is_valid() and places.is_valid() and added.is_valid():
        try:
            actions.change_issue(
                issue=issue,
                by=staff(request),
                fields=form.changes(),
                places=placed_stories(places, added),
                version=form.cleaned_data["version"],
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        except BeetrootError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("issues:issue", issue.pk)
    shown = _page(request, issue, form=form, places=places, added=added)
    return render(request, "issues/desk/issue.html", shown, status=422)


def _forms(issue: Issue) -> dict[str, Any]:
    rows = issue.items.values("story_id", "style").order_by("sort_order", "pk")
    initial = [{**row, "order": number} for number, row in enumerate(rows, 1)]
    return {
        "form": IssueForm(instance=issue, initial={"version": issue.version}),
        "places": PlaceFormSet(initial=initial, prefix="places"),
        "added": AddStoriesForm(issue=issue),
    }


def _page(request: HttpRequest, issue: Issue, **forms: Any) -> dict[str, Any]:
    user = staff(request)
    titles = {item.story_id: item.story for item in issue.items.select_related("story")}
    for place in forms["places"]:
        place.story = titles.get(int(place["story_id"].value() or 0))
    return {
        **forms,
        **_standing(issue),
        "issue": issue,
        "panels": panels_for(request, issue),
        "test_form": TestSendForm(),
        "test_sends": issue.test_sends.select_related("by")[:5],
        "editions": issue.editions.prefetch_related("renderings"),
        "may": {name: user.may(Permission[name]) for name in _BUTTONS},
        "header_icon": "mail",
        "page_title": str(issue),
        "page_subtitle": issue.subject,
        "header_title": str(issue),
    }


_BUTTONS = ("EDIT_ISSUE", "SUBMIT_ISSUE", "APPROVE_ISSUE", "SEND_ISSUE", "TEST_SEND")


def _standing(issue: Issue) -> dict[str, Any]:
    """Problems of a draft; of what was submitted, whether it still stands and what it changed."""
    if issue.state == IssueState.CLOSED:
        return {}
    document = issue_document(issue, base_url=settings.BEETROOT_BASE_URL)
    candidate = issue.candidate
    if candidate is None:
        return {"problems": issue_problems(issue, document)}
    before = issue.candidates.exclude(pk=candidate.pk).first()
    return {
        "problems": issue_problems(issue, document),
        "candidate": candidate,
        "approval": issue.approval,
        "is_stale": candidate_hash(document) != candidate.hash,
        "before": before,
        "changes": _changes(before.document, candidate.document) if before else [],
    }


_PARTS = {
    "subject": gettext_lazy("the subject"),
    "preheader": gettext_lazy("the first line"),
    "introduction": gettext_lazy("the introduction"),
    "number": gettext_lazy("the number"),
    "dated": gettext_lazy("the date"),
    "stories": gettext_lazy("which stories there are"),
    "newsletter": gettext_lazy("the newsletter's settings"),
    "headline": gettext_lazy("headline"),
    "kicker": gettext_lazy("kicker"),
    "lede": gettext_lazy("lede"),
    "bylines": gettext_lazy("bylines"),
    "blocks": gettext_lazy("text and photos"),
    "sources": gettext_lazy("sources"),
    "revision": gettext_lazy("saved anew"),
    "style": gettext_lazy("whole or beginning"),
    "roots": gettext_lazy("the facts under it"),
}


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What differs between two documents, each part named once, as in: “A ferry”: lede."""
    return list(dict.fromkeys(_in_words(path, after) for path in what_changed(before, after)))[:50]


def _in_words(path: str, document: dict[str, Any]) -> str:
    first, *rest = path.split(".")
    if first != "stories" or not rest:
        return str(_PARTS.get(first, first))
    part = rest[2] if rest[1] == "story" and len(rest) > 2 else rest[1]
    headline = document["stories"][int(rest[0])]["story"]["headline"]
    return _("“%(headline)s”: %(part)s") % {"headline": headline, "part": _PARTS.get(part, part)}


Step = Callable[[Issue, HttpRequest], str]


def _step(perform: Step) -> Callable[[HttpRequest, int], HttpResponse]:
    """A button's view: does it, says how it went, goes back to the issue."""

    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        issue = get_object_or_404(Issue, pk=pk)
        try:
            messages.success(request, perform(issue, request))
        except NotReady as error:
            for problem in error.problems:
                messages.error(request, problem)
        except (BeetrootError, MailError) as error:
            messages.error(request, str(error))
        return redirect("issues:issue", pk)

    return view


@_step
def submit(issue: Issue, request: HttpRequest) -> str:
    """Submits what stands there."""
    actions.submit(issue=issue, by=staff(request))
    return _("Submitted. A colleague can approve it now.")


@_step
def approve(issue: Issue, request: HttpRequest) -> str:
    """Approves the hash that the page showed."""
    actions.approve(issue=issue, candidate_hash=request.POST.get("candidate_hash", ""), by=staff(request))
    return _("Approved. It can be closed now.")


@_step
def close(issue: Issue, request: HttpRequest) -> str:
    """Freezes it."""
    actions.close(issue=issue, by=staff(request))
    return _("Closed. Its text is frozen, and the archive shows it.")


@_step
def reopen(issue: Issue, request: HttpRequest) -> str:
    """Makes it a draft again."""
    actions.reopen(issue=issue, by=staff(request))
    return _("It is a draft again.")


@_step
def send_test(issue: Issue, request: HttpRequest) -> str:
    """Queues a test; the address goes no further than into its seal."""
    form = TestSendForm(request.POST)
    if not form.is_valid():
        raise actions.IssuesError(_("This is not a mail address; check its spelling."))
    count = actions.test_send(
        issue=issue,
        by=staff(request),
        address=form.cleaned_data["address"] or None,
        format=form.cleaned_data["format"],
        subject_style=form.cleaned_data["subject_style"],
    )
    return _("%(count)d test mails are on their way.") % {"count": count}
