"""The short lines that mail, archive and feed share, in the newsletter's language."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def dateline(document: dict[str, Any]) -> str:
    """As in: No. 14 · March 3, 2026."""
    day = date_format(date.fromisoformat(document["dated"]), "DATE_FORMAT")
    return _("No. %(number)s · %(day)s") % {"number": document["number"], "day": day}


def byline(story: dict[str, Any]) -> str:
    """As in: Story by Ana Example for The Letter. Photos by Ben Example."""
    return ". ".join(_one_byline(line) for line in story["bylines"])


def _one_byline(line: dict[str, Any]) -> str:
    name = line["name"]
    if line.get("written_for"):
        name = _("%(name)s for %(publication)s") % {"name": name, "publication": line["written_for"]}
    return f"{line['label']} {name}".strip()


def first_appeared(story: dict[str, Any], *, newsletter: str) -> str:
    """Where a story stood before, unless that is the newsletter it now stands in."""
    first = story.get("first_published_in") or {}
    if not first.get("newsletter") or first["newsletter"] == newsletter:
        return ""
    if first.get("publisher"):
        return _("First appeared in %(newsletter)s, from %(publisher)s.") % first
    return _("First appeared in %(newsletter)s.") % first


def neutral_opening() -> str:
    """What a neutral mail begins with: long enough that a list of mails shows nothing else of it."""
    return _(
        "Good day. This is the letter that you asked for. You chose a plain subject and sender, so what it is about "
        "stands only further down, and a list of mails or a locked screen shows no more than this line."
    )


def teaser(story: dict[str, Any]) -> dict[str, Any]:
    """The story up to its second paragraph."""
    blocks: list[dict[str, Any]] = []
    paragraphs = 0
    for block in story["blocks"]:
        blocks.append(block)
        paragraphs += block["type"] == "paragraph"
        if paragraphs == 2:
            break
    return {**story, "blocks": blocks}
