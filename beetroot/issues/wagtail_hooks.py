"""Connects the issues' pages to the desk."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from beetroot.issues.models import IssueItem
from beetroot.issues.views.access import sees_issues
from beetroot.issues.views.home import NextSteps


@hooks.register("register_admin_urls")
def issue_urls() -> list[Any]:
    """The pages below /desk/issues/."""
    return [path("issues/", include("beetroot.issues.urls", namespace="issues"))]


class _IssuesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return sees_issues(request.user)


@hooks.register("register_admin_menu_item")
def issues_menu_item() -> MenuItem:
    """“Issues” in the desk's menu."""
    return _IssuesMenuItem(_("Issues"), reverse("issues:list"), name="issues", icon_name="mail", order=250)


@hooks.register("register_admin_menu_item")
def brief_menu_item() -> MenuItem:
    """“Monday brief” in the desk's menu."""
    return _IssuesMenuItem(_("Monday brief"), reverse("issues:brief"), name="brief", icon_name="list-ul", order=190)


@hooks.register("construct_homepage_panels")
def show_next_steps(request: HttpRequest, panels: list[Any]) -> None:
    """The first page of the desk says where to begin."""
    panels.append(NextSteps(request))


@hooks.register("before_delete_page")
def keep_stories_of_issues(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Says so, instead of failing, when a page to be deleted stands in an issue."""
    return _refuse(request, [page])


@hooks.register("before_bulk_action")
def keep_all_stories_of_issues(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """The same for a list of pages."""
    pages = [chosen for chosen in objects if isinstance(chosen, Page)] if action_type == "delete" else []
    return _refuse(request, pages)


def _refuse(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    for page in pages:
        item = IssueItem.objects.filter(story__path__startswith=page.path).select_related("issue__newsletter").first()
        if item:
            said = {"title": page.title, "issue": item.issue}
            messages.error(request, _("“%(title)s” stands in %(issue)s and is kept. Unpublish it instead.") % said)
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None
