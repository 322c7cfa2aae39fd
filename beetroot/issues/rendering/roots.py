"""The facts under a story: frozen as plain values in the document, shown in every medium."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.template.loader import render_to_string

from beetroot.record import rendering as record

Stored = dict[str, Any]


def freeze(story: UUID) -> Stored | None:
    """The confirmed facts under a story as JSON values; None when there are none."""
    if not hasattr(record, "roots"):
        return None
    found = record.roots(story)
    return found.as_dict() if found else None


def mjml(stored: Stored | None) -> str:
    """For the mail: `mj-section`s, or "" without facts."""
    return record.roots_mjml(record.Roots.from_dict(stored)) if stored else ""


def text(stored: Stored | None) -> str:
    """For the plain text, 72 columns."""
    return record.roots_text(record.Roots.from_dict(stored)).strip("\n") if stored else ""


def html(stored: Stored | None, *, base_url: str = "") -> str:
    """For archive and feed; `base_url` goes before addresses of our own host, which feeds need whole."""
    if not stored:
        return ""
    shown = render_to_string("public/roots.html", {"roots": record.Roots.from_dict(stored)})
    return shown.replace('href="/', f'href="{base_url}/')
