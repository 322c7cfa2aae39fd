"""Who works on the record at the desk."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail.permission_policies.base import BasePermissionPolicy

from beetroot.newsroom.models import User
from beetroot.newsroom.rules import PERMISSIONS, Permission

Arguments = ParamSpec("Arguments")


def confirms(user: object) -> bool:
    """Whether this person's roles include confirming facts."""
    return isinstance(user, User) and user.may(Permission.CONFIRM_FACT)


def staff(request: HttpRequest) -> User:
    """The signed-in user; Wagtail lets nobody else in."""
    assert isinstance(request.user, User)  # noqa: S101 - for the type checker
    return request.user


def for_confirmers(
    view: Callable[Concatenate[HttpRequest, Arguments], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Arguments], HttpResponse]:
    """Refuses everybody who may not confirm facts."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        if not confirms(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


class RecordPolicy(BasePermissionPolicy):
    """Asks our one permission table instead of Django's permissions; nothing of the record is deleted."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and confirms(user)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Any) -> QuerySet[User]:
        roles = [role.value for role, held in PERMISSIONS.items() if Permission.CONFIRM_FACT in held]
        return User.objects.filter(is_active=True, groups__name__in=roles).distinct()
