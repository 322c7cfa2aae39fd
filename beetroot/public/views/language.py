"""In which language a page speaks: the newsletter's, the reader's own where a mailed link knows it, the one that the
link names, else the newsroom's. What a browser would like is not asked: it would make pages differ by visitor."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from beetroot.newsroom.models import Newsroom


def known(code: str) -> str:
    """The code where pages can be had in it, else the newsroom's language."""
    if code in dict(settings.LANGUAGES):
        return code
    room = Newsroom.objects.only("language").first()
    return room.language if room else settings.LANGUAGE_CODE


def asked_for(request: HttpRequest) -> str:
    """`?language=`, as links from pages and mails of a newsletter in another language than the newsroom's carry it."""
    return known(request.GET.get("language", ""))


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, language: str, status: int = 200
) -> HttpResponse:
    """The template in that language, its `lang` attribute included."""
    with translation.override(language):
        return render(request, template, {**context, "language": language}, status=status)


def names() -> list[tuple[str, str]]:
    """Code and own name of every language, as readers look for it."""
    return [(code, translation.get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
