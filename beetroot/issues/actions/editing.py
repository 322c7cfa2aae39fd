"""Making and changing issues; any change of a submitted or approved one makes it a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from beetroot.issues.actions.archive import ensure_archive
from beetroot.issues.actions.rows import locked, make_draft
from beetroot.issues.models import Issue, IssueItem
from beetroot.issues.rules import LIMITS, IssuesError, State, Verb, next_state
from beetroot.newsroom.actions import audit, require
from beetroot.newsroom.models import Newsletter, User
from beetroot.newsroom.rules import Permission
from beetroot.stories.models import FrontPage, StoryPage


@transaction.atomic
def create_issue(
    *, newsletter: Newsletter, by: User, number: int | None = None, dated: date | None = None, subject: str = ""
) -> Issue:
    """A new draft, with the next free number and today's date unless told otherwise.

    The first issue of a newsletter opens its archive, so that every mail can link to its place there.
    """
    require(by=by, permission=Permission.EDIT_ISSUE)
    front = FrontPage.objects.first()
    if front:
        ensure_archive(newsletter, front, by=by)
    if number is None:
        number = (newsletter.issues.aggregate(last=Max("number"))["last"] or 0) + 1
    issue = Issue(newsletter=newsletter, number=number, dated=dated or timezone.now().date(), subject=subject)
    issue.full_clean()
    issue.save()
    audit(by=by, verb="issue created", about=issue, number=number)
    return issue


@transaction.atomic
def add_story(*, issue: Issue, story: StoryPage, by: User, style: str = IssueItem.Style.FULL) -> IssueItem:
    """Puts a story at the end of the issue."""
    issue = _start_change(issue, by=by)
    if issue.items.count() >= LIMITS.stories:
        raise IssuesError(_("An issue holds at most %(limit)d stories.") % {"limit": LIMITS.stories})
    if issue.items.filter(story=story).exists():
        raise IssuesError(_("This story stands in the issue already."))
    last = issue.items.aggregate(last=Max("sort_order"))["last"]
    item = IssueItem(issue=issue, story=story, style=style, sort_order=0 if last is None else last + 1)
    item.full_clean()
    item.save()
    audit(by=by, verb="story added to issue", about=issue, story=story.pk)
    return item


@dataclass(frozen=True)
class Place:
    """Where a story shall stand: its place is its position in the list given to `change_issue`."""

    story_id: int
    style: str = "full"


@transaction.atomic
def change_issue(
    *,
    issue: Issue,
    by: User,
    fields: dict[str, Any] | None = None,
    places: Sequence[Place] | None = None,
    version: int | None = None,
) -> Issue:
    """Sets fields (number, dated, subject, preheader, introduction, segment, left_out) and, if given, all stories.

    Stories come in order. `left_out` lists the ids of changes and corrections that this issue does not print.

    `version` is the one that the form was made from; raises IssuesError when somebody changed the issue since,
    ValidationError naming each wrong field.
    """
    issue = _start_change(issue, by=by, version=version)
    unknown = set(fields or {}) - {"number", "dated", "subject", "preheader", "introduction", "left_out", "segment"}
    if unknown:
        raise IssuesError(_("An issue has no field %(name)s.") % {"name": ", ".join(sorted(unknown))})
    for name, value in (fields or {}).items():
        setattr(issue, name, value)
    if len(issue.introduction) > LIMITS.introduction:
        raise IssuesError(_("Shorten the introduction to %(limit)d characters.") % {"limit": LIMITS.introduction})
    issue.full_clean()
    issue.save()
    if places is not None:
        _set_places(issue, places)
    audit(by=by, verb="issue changed", about=issue, fields=", ".join(sorted(fields or {})))
    return issue


def _set_places(issue: Issue, places: Sequence[Place]) -> None:
    if len(places) > LIMITS.stories:
        raise IssuesError(_("An issue holds at most %(limit)d stories.") % {"limit": LIMITS.stories})
    issue.items.all().delete()
    for order, place in enumerate(places):
        item = IssueItem(issue=issue, story_id=place.story_id, style=place.style, sort_order=order)
        item.full_clean()
        item.save()


def _start_change(issue: Issue, *, by: User, version: int | None = None) -> Issue:
    """The locked row, a draft again if it was submitted or approved."""
    require(by=by, permission=Permission.EDIT_ISSUE)
    issue = locked(issue)
    if version is not None and version != issue.version:
        raise IssuesError(_("Somebody else changed this issue meanwhile. Load it again and repeat your change."))
    next_state(State(issue.state), Verb.CHANGE)
    make_draft(issue)
    return issue
