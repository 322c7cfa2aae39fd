"""Connects the issues' pages to the desk."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from beetroot.newsroom.models import User
from beetroot.newsroom.rules import Permission


@hooks.register("register_admin_urls")
def issue_urls() -> list[Any]:
    """The pages below /desk/issues/."""
    return [path("issues/", include("beetroot.issues.urls", namespace="issues"))]


class _IssuesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user = request.user
        return isinstance(user, User) and (user.may(Permission.EDIT_ISSUE) or user.may(Permission.SEE_COUNTS))


@hooks.register("register_admin_menu_item")
def issues_menu_item() -> MenuItem:
    """“Issues” in the desk's menu."""
    return _IssuesMenuItem(_("Issues"), reverse("issues:list"), name="issues", icon_name="mail", order=250)
