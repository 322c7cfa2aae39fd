"""What a page's head says about its story: schema.org JSON-LD first, then Open Graph and older names."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_STORY_TYPES = re.compile(r"Article|Posting|Report|Review")
_DATE_KEYS = (
    "article:published_time",
    "datepublished",
    "og:published_time",
    "publishdate",
    "pubdate",
    "publish-date",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "citation_publication_date",
    "date",
)


@dataclass(slots=True)
class Metadata:
    """What a page's head says about the story; dates as printed there."""

    headline: str | None = None
    published: str | None = None
    publication: str | None = None
    description: str | None = None
    section: str | None = None
    language: str | None = None
    byline: list[str] = field(default_factory=list)


def read_metadata(tree: Any) -> Metadata:
    """The metadata of a parsed page; what nobody states stays None."""
    found = Metadata(language=(tree.get("lang") or "").split("-")[0].lower() or None)
    for item in _linked_data(tree):
        _from_linked_data(item, found)
    meta = {
        (m.get("property") or m.get("name") or m.get("itemprop") or "").lower(): m.get("content")
        for m in tree.iter("meta")
    }
    found.headline = found.headline or meta.get("og:title") or _first_text(tree, "title")
    found.published = found.published or next((meta[key] for key in _DATE_KEYS if meta.get(key)), None)
    found.publication = found.publication or meta.get("og:site_name")
    found.description = meta.get("og:description") or meta.get("description")
    found.section = found.section or meta.get("article:section")
    author = meta.get("author") or meta.get("article:author")
    if not found.byline and author and not author.startswith("http"):
        found.byline = [author]
    if found.published is None:
        found.published = next((t.get("datetime") for t in tree.iter("time") if t.get("datetime")), None)
    return found


def _first_text(tree: Any, tag: str) -> str | None:
    element = next(tree.iter(tag), None)
    return _SPACES.sub(" ", element.text_content()).strip() if element is not None else None


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text:
            continue
        try:
            data = json.loads(script.text, strict=False)
        except (ValueError, RecursionError):
            continue
        items = data if isinstance(data, list) else [data]
        for item in items:
            graph = item.get("@graph") if isinstance(item, dict) else None
            yield from (entry for entry in (graph if isinstance(graph, list) else [item]) if isinstance(entry, dict))


def _from_linked_data(item: dict[str, Any], found: Metadata) -> None:
    if not _STORY_TYPES.search(str(item.get("@type"))):
        return
    found.headline = found.headline or _name(item.get("headline"))
    found.published = found.published or _name(item.get("datePublished"))
    found.publication = found.publication or _name(item.get("publisher"))
    sections = item.get("articleSection")
    found.section = found.section or _name(sections[0] if isinstance(sections, list) and sections else sections)
    authors = item.get("author") if isinstance(item.get("author"), list) else [item.get("author")]
    found.byline = found.byline or [name for name in map(_name, authors or []) if name and not name.startswith("http")]


def _name(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("name")
    return value.strip() if isinstance(value, str) and value.strip() else None
