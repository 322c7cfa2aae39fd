"""Response headers that keep every page to its own host: CSP level 3, nosniff, no referrer, no sensors."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PUBLIC_URLS = "beetroot.config.urls_public"
#: Readers' pages: no script runs that is not ours, no frame, no form to elsewhere.
PUBLIC_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; font-src 'self'; connect-src 'self';"
    " manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: The desk: Wagtail 7 still styles and scripts inline; what matters is that nothing leaves for another host.
DESK_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; font-src 'self' data:; frame-src 'self' data: blob:; object-src 'none';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
_OTHERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    # Tells other sites nothing. Not `no-referrer`: under that browsers send our own forms with `Origin: null`, which
    # Django's CSRF check refuses.
    "Referrer-Policy": "same-origin",
}
#: Links in mails hold tokens, which belong in no `Referer`, not even in one to ourselves; no form for readers has a
#: CSRF check that `Origin: null` would fail.
_PUBLIC = {"Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY"}


class SafetyHeaders:
    """Adds the policy of the path's side (desk or public) unless the view has set a stricter one of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        # In the public process nothing is the desk, whatever a path looks like.
        self._desk = None if settings.ROOT_URLCONF == PUBLIC_URLS else "/desk/"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_desk = self._desk is not None and request.path.startswith(self._desk)
        response.headers.setdefault("Content-Security-Policy", DESK_POLICY if is_desk else PUBLIC_POLICY)
        for name, value in () if is_desk else _PUBLIC.items():
            response.headers[name] = value
        if request.path.startswith("/media/images/"):  # pictures in mails, read in a provider's web mail
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        for name, value in _OTHERS.items():
            response.headers.setdefault(name, value)
        return response


class BehindProxy:
    """With `trust_proxy`: the reader's network is the one our own proxy saw, the last of X-Forwarded-For.

    Sign-ups are counted by network in memory (public.rules.Crowd); without this all would seem to come from the proxy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if seen:
            request.META["REMOTE_ADDR"] = seen
        return self.get_response(request)
