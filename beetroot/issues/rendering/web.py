"""The archive's page and the feed's entry of an issue, frozen with its mail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from beetroot.issues.rendering import changes, roots, words
from beetroot.lib import inline_html
from beetroot.stories import rendering as story_rendering
from beetroot.stories.rules import direction

Document = dict[str, Any]
Blocks = Callable[[Document], str]


def archive_html(document: Document) -> str:
    """One `<article>` for public/issue.html; own addresses stand without their host, so that mirrors can serve it."""
    html = _render("issues/web/archive.html", document, story_rendering.blocks_to_web)
    own = document["base_url"]
    return html.replace(f'"{own}/', '"/').replace(f"{own}/media/", "/media/")


def feed_html(document: Document) -> str:
    """The whole issue as HTML for a feed reader; addresses are absolute."""
    return _render("issues/web/feed.html", document, story_rendering.blocks_to_feed)


def _render(template: str, document: Document, blocks: Blocks) -> str:
    with translation.override(document["language"]):
        return render_to_string(template, _context(document, blocks))


def _context(document: Document, blocks: Blocks) -> dict[str, Any]:
    language = document["language"]
    return {
        "document": document,
        "language": language,
        "direction": direction(language),
        "dateline": words.dateline(document),
        "introduction": [_safe(inline_html.clean(paragraph)) for paragraph in document["introduction"]],
        "changes": _safe(changes.html(document["changes"])),
        "entries": [_entry(entry, document, blocks) for entry in document["stories"]],
    }


def _entry(entry: dict[str, Any], document: Document, blocks: Blocks) -> dict[str, Any]:
    story, is_teaser = entry["story"], entry["style"] == "teaser"
    return {
        "story": story,
        "byline": words.byline(story),
        "first_appeared": words.first_appeared(story, newsletter=document["newsletter"]["name"]),
        "blocks": _safe(blocks(words.teaser(story) if is_teaser else story)),
        "is_teaser": is_teaser,
        "roots": "" if is_teaser else _safe(roots.html(entry)),
        "sources": [] if is_teaser else story["sources"],
    }


def _safe(html: str) -> SafeString:
    """Marks what `inline_html` or another room's renderer has made of an author's words."""
    return mark_safe(html)  # noqa: S308
