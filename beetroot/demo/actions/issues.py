"""Three issues: two closed and in the archive, never sent, and one that waits for its sending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from beetroot.demo.actions.staff import Staff
from beetroot.demo.actions.stories import on_day
from beetroot.demo.content import newsroom
from beetroot.issues.actions import Place, approve, change_issue, close, create_issue, submit
from beetroot.issues.models import Issue, IssueState
from beetroot.newsroom.models import Newsletter
from beetroot.stories.models import StoryPage


def make_issues(
    *, newsletter: Newsletter, stories: Mapping[str, StoryPage], staff: Staff, before_last: Callable[[], None]
) -> list[Issue]:
    """Makes what is missing, oldest first: an issue that got further already is left as it is.

    `before_last` is what happens at the desk between the last closed issue and the one that waits.
    """
    texts = newsroom()["issues"]
    for number, text in enumerate(texts, start=1):
        if number == len(texts):
            before_last()
        issue = newsletter.issues.filter(number=number).first() or create_issue(
            newsletter=newsletter, by=staff.editor, number=number, dated=on_day(text["weeks_ago"])
        )
        if issue.state == IssueState.DRAFT:
            _approved(_filled(issue, text, stories, staff), staff)
            if number < len(texts):
                close(issue=issue, by=staff.editor)
    return list(newsletter.issues.order_by("number"))


def _filled(issue: Issue, text: Mapping[str, Any], stories: Mapping[str, StoryPage], staff: Staff) -> Issue:
    words = {name: text[name] for name in ("subject", "preheader", "introduction")}
    places = [Place(story_id=stories[slug].pk, style=style) for slug, style in text["stories"]]
    return change_issue(issue=issue, by=staff.editor, fields=words, places=places)


def _approved(issue: Issue, staff: Staff) -> None:
    candidate = submit(issue=issue, by=staff.editor)
    approve(issue=issue, candidate_hash=candidate.hash, by=staff.approver)
