"""Situations: what the newsroom has confirmed about something it follows for years."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from beetroot.issues import rendering as issues
from beetroot.public.views import language
from beetroot.record import rendering


@require_safe
def all_situations(request: HttpRequest) -> HttpResponse:
    """The list of public situations."""
    return render(request, "public/situations.html", {"situations": rendering.public_situations()})


@require_safe
def one_situation(request: HttpRequest, slug: str) -> HttpResponse:
    """One situation; an unknown or unpublished one is not found."""
    spoken = _language(slug)
    with translation.override(spoken):
        view = rendering.situation(slug)
        since = issues.changes_on_the_web(slug) if view else {}
    if view is None:
        raise Http404
    return language.page(request, "public/situation.html", {"situation": view, **since}, language=spoken)


@require_safe
def situation_known(request: HttpRequest, slug: str) -> HttpResponse:
    """From the form's day to the page of that day, which has an address of its own."""
    day = _day(request.GET.get("day", ""))
    return HttpResponseRedirect(reverse("public:situation_on", args=[slug, day.isoformat()]))


@require_safe
def situation_on(request: HttpRequest, slug: str, day: str) -> HttpResponse:
    """The situation as it was known at the end of a day."""
    spoken = _language(slug)
    with translation.override(spoken):
        view = rendering.situation(slug, known_on=_day(day))
    if view is None:
        raise Http404
    return language.page(request, "public/situation.html", {"situation": view}, language=spoken)


@require_safe
def facts(request: HttpRequest, slug: str, kind: str, page: int) -> HttpResponse:
    """All statements, the whole timeline or all figures, page by page."""
    spoken = _language(slug)
    with translation.override(spoken):
        found = rendering.listing(slug, kind, page)
    if found is None:
        raise Http404
    return language.page(request, "public/situation/list.html", {"list": found, **_around(found)}, language=spoken)


def _language(slug: str) -> str:
    """The situation's, where pages can be had in it, else the newsroom's."""
    return language.known(rendering.language_of(slug))


def _around(found: Any) -> dict[str, str]:
    name = f"public:situation_{found.kind}"
    return {
        "earlier": reverse(name, args=[found.slug, found.page - 1]) if found.page > 1 else "",
        "later": reverse(name, args=[found.slug, found.following]) if found.following else "",
    }


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
