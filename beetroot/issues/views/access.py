"""Who sees issues at the desk: anybody with a role that edits them or sees their counts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from beetroot.newsroom.models import User
from beetroot.newsroom.rules import Permission

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]


def staff(request: HttpRequest) -> User:
    """The signed-in user; the desk lets nobody else in."""
    assert isinstance(request.user, User)  # noqa: S101 - for the type checker
    return request.user


def sees_issues(user: object) -> bool:
    """Whether the menu and the pages are for this person."""
    return isinstance(user, User) and (user.may(Permission.EDIT_ISSUE) or user.may(Permission.SEE_COUNTS))


def for_issue_staff(view: View[Arguments]) -> View[Arguments]:
    """Refuses everybody whose roles do not include issues."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        if not sees_issues(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked
