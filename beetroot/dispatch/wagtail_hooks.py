"""Connects the sending pages to the desk: their addresses, and a panel on each issue's page."""

from typing import Any

from django.urls import include, path
from wagtail import hooks

from beetroot.dispatch.views import panel
from beetroot.issues.views import register_panel

register_panel(panel)


@hooks.register("register_admin_urls")
def sending_urls() -> list[Any]:
    """The pages below /desk/sendings/."""
    return [path("sendings/", include("beetroot.dispatch.urls", namespace="dispatch"))]
