"""The links in our mails. GET and HEAD change nothing (scanners follow links); POST acts; no page names anybody."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from beetroot.audience import actions
from beetroot.public.views.language import known, page

_METHODS = ["GET", "HEAD", "POST"]


@csrf_exempt  # the token in the link is the proof; a cookie would be a trace
@never_cache
@require_http_methods(_METHODS)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The page with the button, or after it the welcome."""
    newsletter = actions.newsletter_to_confirm(token=token)
    done = request.method == "POST" and actions.confirm(token=token)
    state = "gone" if newsletter is None else "done" if done else "ask"
    language = newsletter.language if newsletter else known("")
    return page(request, "public/confirm.html", {"newsletter": newsletter, "state": state}, language=language)


@csrf_exempt  # RFC 8058 3.2: the mail provider posts without cookies, and must not be redirected
@never_cache
@require_http_methods(_METHODS)
def leave(request: HttpRequest, token: str, language: str = "") -> HttpResponse:
    """One click: any body, urlencoded or multipart, leaves. A wrong token gets the same page (no oracle).

    The language stands in the link, since looking the reader up would tell true tokens from false ones.
    """
    if request.method == "POST":
        actions.ask_to_leave(token=token)
    return page(request, "public/leave.html", {"done": request.method == "POST"}, language=known(language))


@csrf_exempt
@never_cache
@require_http_methods(_METHODS)
def undo(request: HttpRequest, token: str, language: str = "") -> HttpResponse:
    """Back again, for the week in which the sealed record still exists."""
    if request.method == "POST":
        actions.undo_leave(token=token)
    return page(request, "public/undo.html", {"done": request.method == "POST"}, language=known(language))
