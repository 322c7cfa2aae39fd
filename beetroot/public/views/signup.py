"""Sign-up: no cookie, no script, no look-up. Every address gets the same page after the same work."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from beetroot.audience import actions
from beetroot.audience.rules import NotAnAddress, SignUpClosed
from beetroot.newsroom.models import Newsletter
from beetroot.public.rules import Verdict
from beetroot.public.views import asking
from beetroot.public.views.language import page

#: A form on another site may post here with a script; the answer tells nothing that the form did not.
_FROM_ANYWHERE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Content-Type",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@csrf_exempt  # there is no session to ride on; a stranger's sign-up needs the owner's confirmation anyway
@sensitive_post_parameters("email")
@sensitive_variables("asked")
@require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])
def sign_up(request: HttpRequest, slug: str) -> HttpResponse:
    """GET shows the form; POST seals the address for the worker, or asks once more in doubt. JSON likewise."""
    newsletter = get_object_or_404(Newsletter, slug=slug)
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=_FROM_ANYWHERE)
    with translation.override(newsletter.language):
        if request.method != "POST":
            return _form(request, newsletter)
        asked = asking.read(request)
        error, status = "", 422
        if asked.verdict is Verdict.TAKE:
            error = _taken(newsletter, asked)
        elif asked.verdict is Verdict.REFUSE:
            error, status = asking.too_many(newsletter.language), 429
        if error and asked.as_json:
            return JsonResponse({"state": "refused", "error": error}, status=status, headers=_FROM_ANYWHERE)
        if error:
            return _form(request, newsletter, error=error, asked=asked, status=status)
        return _as_json(asked) if asked.as_json else _as_page(request, newsletter, asked)


@require_safe
def signed_up(request: HttpRequest, slug: str) -> HttpResponse:
    """The same words for a new, a known, a suppressed and an invented address."""
    newsletter = get_object_or_404(Newsletter, slug=slug)
    return page(request, "public/signed_up.html", {"newsletter": newsletter}, language=newsletter.language)


@require_safe
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """A form to copy into another site: plain HTML that loads nothing from here, and how a script would post."""
    newsletter = get_object_or_404(Newsletter, slug=slug)
    address = settings.BEETROOT_BASE_URL + reverse("public:signup", args=[slug])
    context = {"newsletter": newsletter, "address": address}
    return page(request, "public/signup_embed.html", context, language=newsletter.language)


@sensitive_variables("asked")
def _taken(newsletter: Newsletter, asked: asking.Asked) -> str:
    """Empty, or why not, in words that repeat nothing."""
    try:
        actions.sign_up(
            newsletter=newsletter,
            address=asked.address,
            language=asked.said("language", newsletter.language),
            format=asked.said("format", "full"),
            subject_style=asked.said("subject_style", "subject"),
        )
    except NotAnAddress:
        return _("That is not a mail address. Write it as name@example.org.")
    except SignUpClosed:
        return _("Sign-up is closed at the moment.")
    return ""


@sensitive_variables("asked")
def _as_page(request: HttpRequest, newsletter: Newsletter, asked: asking.Asked) -> HttpResponse:
    if asked.verdict is Verdict.ASK:
        context = {
            "newsletter": newsletter,
            "asked": asked,
            "stamp": asking.stamp(),
            "typed": asked.said("email").strip(),
        }
        return page(request, "public/signup_check.html", context, language=newsletter.language)
    return HttpResponseRedirect(reverse("public:signed_up", args=[newsletter.slug]))


@sensitive_variables("asked")
def _as_json(asked: asking.Asked) -> HttpResponse:
    """202 taken; 409 ask the person and post again with the stamp, two seconds later or more."""
    if asked.verdict is Verdict.ASK:
        doubt = {
            "state": "ask",
            "crowded": asked.crowded,
            "unsafe_provider": asked.unsafe,
            "did_you_mean": asked.suggestion,
            "other_ways": list(asked.other_ways) if asked.unsafe else [],
            "stamp": asking.stamp(),
        }
        return JsonResponse(doubt, status=409, headers=_FROM_ANYWHERE)
    return JsonResponse({"state": "sent"}, status=202, headers=_FROM_ANYWHERE)


def _form(
    request: HttpRequest,
    newsletter: Newsletter,
    *,
    error: str = "",
    asked: asking.Asked | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"newsletter": newsletter, "error": error, "typed": asked.said("email") if asked else ""}
    return page(request, "public/signup.html", context, language=newsletter.language, status=status)
