"""What a reader receives, chosen behind a mailed link: no account, no password, no name on any page."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from beetroot.audience import actions
from beetroot.audience.rules import NotAnAddress
from beetroot.audience.rules.preferences import PAUSES, Shown, Wish, wishes_in
from beetroot.newsroom.models import Newsroom, query_of
from beetroot.public.rules import Verdict
from beetroot.public.views import asking
from beetroot.public.views.language import asked_for, known, names, page

_METHODS = ["GET", "HEAD", "POST"]


@csrf_exempt  # as for signing up: what is asked for goes to the owner of the address alone
@sensitive_post_parameters("email")
@sensitive_variables("asked")
@require_http_methods(_METHODS)
def ask(request: HttpRequest) -> HttpResponse:
    """The page that mails the link, for people without an old mail in hand; the same answer for every address."""
    language = asked_for(request)
    if request.method != "POST":
        return page(request, "public/preferences_ask.html", {}, language=language)
    asked = asking.read(request)
    typed = asked.said("email").strip()
    if asked.verdict is Verdict.ASK and asked.crowded:
        context = {"stamp": asking.stamp(), "typed": typed}
        return page(request, "public/preferences_ask.html", context, language=language)
    if asked.verdict is Verdict.REFUSE:
        return _asked_again(request, language, typed, asking.too_many(language), status=429)
    if asked.verdict is not Verdict.DROP:
        try:
            actions.ask_for_link(address=asked.address, language=language)
        except NotAnAddress:
            return _asked_again(request, language, typed, _not_an_address(language), status=422)
    return HttpResponseRedirect(reverse("public:preferences_sent") + query_of(language))


def _asked_again(request: HttpRequest, language: str, typed: str, error: str, *, status: int) -> HttpResponse:
    context = {"error": error, "typed": typed}
    return page(request, "public/preferences_ask.html", context, language=language, status=status)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The same words whoever asked."""
    return page(request, "public/preferences_sent.html", {}, language=asked_for(request))


@csrf_exempt  # the token in the link is the proof; a cookie would be a trace
@never_cache
@sensitive_post_parameters("email")
@require_http_methods(_METHODS)
def choose(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what is received, POST notes wishes for the worker. The page names no address."""
    shown = actions.preferences_behind(token=token)
    if shown is None:
        return page(request, "public/preferences.html", {"state": "gone"}, language=asked_for(request))
    language = known(next((each.language for each in shown if each.language), ""))
    if request.method != "POST":
        return _choices(request, shown, language)
    wishes, new_address = _wishes(request, shown)
    if not wishes:
        return _choices(request, shown, language, unsure=request.POST.get("do") == "erase")
    try:
        done = actions.wish(token=token, wishes=wishes, new_address=new_address)
    except NotAnAddress:
        return _choices(request, shown, language, error=_not_an_address(language))
    context = {"state": "done" if done else "gone", "deed": wishes[0].do}
    return page(request, "public/preferences.html", context, language=language)


@csrf_exempt
@never_cache
@require_http_methods(_METHODS)
def move(request: HttpRequest, token: str) -> HttpResponse:
    """The new mailbox says yes: GET shows the button, POST moves, once."""
    language = actions.change_behind(token=token)
    if language is None:
        return page(request, "public/move.html", {"state": "gone"}, language=asked_for(request))
    done = request.method == "POST" and actions.confirm_change(token=token)
    return page(request, "public/move.html", {"state": "done" if done else "ask"}, language=known(language))


def _wishes(request: HttpRequest, shown: list[Shown]) -> tuple[list[Wish], str]:
    """What was pressed; nothing where it is no button of ours, or the box that an erasure needs was not ticked."""
    deed = request.POST.get("do")
    if deed == "move":
        return [Wish("move")], request.POST.get("email", "").strip() or "-"
    if deed == "report":
        return [Wish("report")], ""
    if deed == "erase":
        return [Wish("erase")] if request.POST.get("sure") == "yes" else [], ""
    fields = {name: str(value) for name, value in request.POST.items()}
    return wishes_in(fields, shown) if deed == "set" else [], ""


def _not_an_address(language: str) -> str:
    with translation.override(language):
        return _("That is not a mail address. Write it as name@example.org.")


def _choices(
    request: HttpRequest, shown: list[Shown], language: str, *, error: str = "", unsure: bool = False
) -> HttpResponse:
    room = Newsroom.objects.first()
    context = {
        "state": "choose",
        "shown": shown,
        "error": error,
        "unsure": unsure,
        "languages": names(),
        "regions": room.region_names if room else [],
        "pauses": [weeks for weeks in PAUSES if weeks],
    }
    return page(request, "public/preferences.html", context, language=language, status=422 if error or unsure else 200)
