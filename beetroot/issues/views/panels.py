"""The registry of what upper rooms show on an issue's page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

from beetroot.issues.models import Issue

#: Gives safe HTML for the top of an issue's page, or "" when it has nothing to say about that issue.
Panel = Callable[[HttpRequest, Issue], SafeString | str]
_panels: list[Panel] = []


def register_panel(panel: Panel) -> None:
    """Adds a panel to every issue's page; call it from a desk edge (wagtail_hooks)."""
    if panel not in _panels:
        _panels.append(panel)


def panels_for(request: HttpRequest, issue: Issue) -> list[SafeString | str]:
    """What the registered panels have to say about this issue."""
    return [shown for shown in (panel(request, issue) for panel in _panels) if shown]
