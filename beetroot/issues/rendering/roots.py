"""The facts under a story: frozen as plain values in its entry of the document, shown in every medium."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from beetroot.record import rendering as record

Stored = dict[str, Any]
Entry = dict[str, Any]


def freeze(story: UUID) -> Stored | None:
    """The confirmed facts under a story as JSON values, worded in the active language; None when there are none."""
    found = record.roots(story)
    return found.as_dict() if found else None


def mjml(entry: Entry) -> str:
    """For the mail: one `mj-section`, or "" without facts."""
    return record.roots_mjml(_thawed(entry), story_url=entry["story"]["url"]) if entry["roots"] else ""


def text(entry: Entry) -> str:
    """For the plain text, 72 columns."""
    return record.roots_text(_thawed(entry)).strip("\n") if entry["roots"] else ""


def html(entry: Entry) -> str:
    """For archive and feed; each line links to its sentence in the story."""
    return record.roots_html(_thawed(entry), story_url=entry["story"]["url"]) if entry["roots"] else ""


def _thawed(entry: Entry) -> record.Roots:
    return record.Roots.from_dict(entry["roots"])
