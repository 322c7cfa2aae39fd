"""The names by which the public site is reached: its own, and those from before it moved."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import split_domain_port, validate_host

from beetroot.newsroom.models import Newsletter

#: Doors that a mail opens years later.
_FOR_EVER = ("/leave/", "/undo/")


class FormerHosts:
    """Leaving works under any name that still leads here: old mails keep the host of their day, and RFC 8058 3.1 allows
    no redirect. Other pages of a former host are found under the present one. Any other name stays refused.

    No page behind those doors makes an address from the name, so a forged one gains nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = split_domain_port(request.META.get("HTTP_HOST", ""))[0]
        if host and not validate_host(host, settings.ALLOWED_HOSTS):
            if request.path_info.startswith(_FOR_EVER):
                request.META["HTTP_HOST"] = urlsplit(settings.BEETROOT_BASE_URL).netloc
            elif request.method in ("GET", "HEAD") and host in _former_hosts():
                return HttpResponseRedirect(settings.BEETROOT_BASE_URL + request.get_full_path())
        return self.get_response(request)


def _former_hosts() -> set[str]:
    urls = Newsletter.objects.exclude(leave_base_url="").values_list("leave_base_url", flat=True)
    return {urlsplit(url).hostname or "" for url in urls}
