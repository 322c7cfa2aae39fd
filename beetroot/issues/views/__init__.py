"""The desk's pages about issues. Upper rooms add to an issue's page with `register_panel`."""

from beetroot.issues.views.panels import Panel, register_panel

__all__ = ["Panel", "register_panel"]
