"""Behind the password, whatever door it was given at: who has a second factor, or must have one, gets no further
without it. It stands before every view of the desk's process, so that no other way to sign in leads past it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from beetroot.newsroom.models import User
from beetroot.newsroom.rules import needs_second_factor
from beetroot.newsroom.views import has_verified

#: What somebody with a password alone may reach: the two pages that lead on, the way out, and the desk's own drawings
#: and words, which are the same for everybody.
_ASKING = {"second_factor:ask"}
_ENROLLING = {"second_factor:set_up"}
_OPEN = {
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
}


class SecondFactorGate:
    """Sends a half-signed-in person to the page that asks for their code, or to the one that enrols them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """None lets the view answer."""
        user, name = request.user, request.resolver_match.view_name if request.resolver_match else ""
        if not isinstance(user, User) or name in _OPEN:
            return None
        if user.second_factor_id is not None:
            return None if has_verified(request) else _unless(_ASKING, name, request)
        if needs_second_factor(user.roles, required=settings.BEETROOT_SECOND_FACTOR):
            return _unless(_ENROLLING, name, request)
        return None


def _unless(allowed: set[str], name: str, request: HttpRequest) -> HttpResponse | None:
    if name in allowed:
        return None
    onwards = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    return HttpResponseRedirect(f"{reverse(next(iter(allowed)))}?{onwards}".rstrip("?"))
