"""Pages for what is not there or has failed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 with ways on."""
    return render(request, "public/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500 without a database: whatever failed may be the database."""
    return render(None, "public/500.html", status=500)
