"""The desk's first page: what waits for whom, and where to begin."""

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.components import Component

from beetroot.issues.models import Issue, IssueState
from beetroot.issues.views.access import sees_issues
from beetroot.newsroom.models import User
from beetroot.newsroom.rules import Permission
from beetroot.stories.models import StoryIndexPage

#: What each state waits for; a closed issue is the sending page's.
_WAITS: dict[str, Promise] = {
    IssueState.DRAFT: gettext_lazy("a draft: choose its stories, look at the mail, then submit it"),
    IssueState.SUBMITTED: gettext_lazy("waits for somebody else to read and approve it"),
    IssueState.APPROVED: gettext_lazy("approved: close it, then send it"),
}
_AT_MOST = 5


class Way(NamedTuple):
    """A button."""

    url: str
    label: str


class NextSteps(Component):
    """A panel of the desk's first page."""

    order = 50
    template_name = "issues/desk/_next_steps.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """`waiting`: issues under way, the newest first; `ways`: what this person may begin."""
        user = self.request.user
        assert isinstance(user, User)  # noqa: S101 - the desk's first page asks for a sign-in
        issues = Issue.objects.filter(state__in=_WAITS).select_related("newsletter").order_by("-pk")[:_AT_MOST]
        return {
            "waiting": [
                {"issue": issue, "url": reverse("issues:issue", args=[issue.pk]), "says": _WAITS[issue.state]}
                for issue in (issues if sees_issues(user) else [])
            ],
            "ways": list(_ways(user)),
            "unguarded": user.second_factor_id is None,
        }


def _ways(user: User) -> list[Way]:
    ways = []
    stories = StoryIndexPage.objects.live().first()
    if stories is not None and user.may(Permission.WRITE_STORY):
        ways.append(Way(reverse("wagtailadmin_pages:add_subpage", args=[stories.pk]), _("Write a story")))
        ways.append(Way(reverse("stories:import"), _("Paste or upload a story")))
    if user.may(Permission.EDIT_ISSUE):
        ways.append(Way(reverse("issues:new"), _("Make an issue")))
    if sees_issues(user):
        ways.append(Way(reverse("issues:brief"), _("See what waits in the record")))
    return ways
