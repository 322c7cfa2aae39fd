"""Situations: what the newsroom has confirmed about something it follows for years."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from beetroot.record import rendering


@require_safe
def all_situations(request: HttpRequest) -> HttpResponse:
    """The list of public situations."""
    return render(request, "public/situations.html", {"situations": rendering.public_situations()})


@require_safe
def one_situation(request: HttpRequest, slug: str) -> HttpResponse:
    """One situation; an unknown or unpublished one is not found."""
    view = rendering.situation(slug)
    if view is None:
        raise Http404
    return render(request, "public/situation.html", {"situation": view})
