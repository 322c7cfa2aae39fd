"""Pages for what is not there or has failed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 with ways on."""
    return render(request, "public/404.html", status=404)


def unread(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 without a look at the request, which may name any host."""
    return render(None, "public/refused.html", status=400)


def refused(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """403: also for a form that belongs to no page of ours, where Django would ask readers for a cookie."""
    return render(None, "public/refused.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """500 without a database: whatever failed may be the database."""
    return render(None, "public/500.html", status=500)
