"""Sign-up: no cookie, no script, no look-up. Every address gets the same page after the same work."""

from datetime import timedelta

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from beetroot.audience import actions
from beetroot.audience.rules import NotAnAddress, SignUpClosed
from beetroot.newsroom.models import Newsletter
from beetroot.public.rules import Crowd, Verdict, judge

_CROWD = Crowd()
_STAMP = signing.TimestampSigner(salt="beetroot.public.signup")


@csrf_exempt  # there is no session to ride on; a stranger's sign-up needs the owner's confirmation anyway
@sensitive_post_parameters("email")
@sensitive_variables("address")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, slug: str) -> HttpResponse:
    """GET shows the form; POST seals the address for the worker, or asks once more when a crowd signs up."""
    newsletter = get_object_or_404(Newsletter, slug=slug)
    with translation.override(newsletter.language):
        if request.method != "POST":
            return _form(request, newsletter)
        address = request.POST.get("email", "").strip()
        verdict = _judged(request)
        if verdict is Verdict.ASK:
            return _second_page(request, newsletter, address)
        if verdict is Verdict.TAKE:
            try:
                _take(request, newsletter, address)
            except NotAnAddress:
                return _form(request, newsletter, error=_("That is not a mail address. Write it as name@example.org."))
            except SignUpClosed:
                return _form(request, newsletter, error=_("Sign-up is closed at the moment."))
    return HttpResponseRedirect(reverse("public:signed_up", args=[newsletter.slug]))


@require_safe
def signed_up(request: HttpRequest, slug: str) -> HttpResponse:
    """The same words for a new, a known, a suppressed and an invented address."""
    newsletter = get_object_or_404(Newsletter, slug=slug)
    with translation.override(newsletter.language):
        return render(request, "public/signed_up.html", {"newsletter": newsletter})


@sensitive_variables("address")
def _take(request: HttpRequest, newsletter: Newsletter, address: str) -> None:
    actions.sign_up(
        newsletter=newsletter,
        address=address,
        language=request.POST.get("language", newsletter.language),
        format=request.POST.get("format", "full"),
        subject_style=request.POST.get("subject_style", "subject"),
    )


def _judged(request: HttpRequest) -> Verdict:
    now = timezone.now()
    crowded = _CROWD.is_large(request.META.get("REMOTE_ADDR", ""), now=now)
    return judge(trap=request.POST.get("website", ""), crowded=crowded, form_age=_form_age(request))


def _form_age(request: HttpRequest) -> timedelta | None:
    """How long ago the second page was made; a stamp that is not ours counts as none."""
    try:
        made = _STAMP.unsign_object(request.POST.get("stamp", ""))["made"]
    except (signing.BadSignature, KeyError, TypeError):
        return None
    return timedelta(seconds=timezone.now().timestamp() - made)


def _form(request: HttpRequest, newsletter: Newsletter, *, error: str = "") -> HttpResponse:
    context = {"newsletter": newsletter, "error": error, "typed": request.POST.get("email", "")[:320] if error else ""}
    return render(request, "public/signup.html", context, status=422 if error else 200)


def _second_page(request: HttpRequest, newsletter: Newsletter, address: str) -> HttpResponse:
    context = {
        "newsletter": newsletter,
        "typed": address[:320],
        "format": request.POST.get("format", "full"),
        "subject_style": request.POST.get("subject_style", "subject"),
        "stamp": _STAMP.sign_object({"made": timezone.now().timestamp()}),
    }
    return render(request, "public/signup_check.html", context)
