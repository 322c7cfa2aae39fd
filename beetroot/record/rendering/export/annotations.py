"""Web Annotations (W3C, 2017): each public fact fastened to its words in our published stories, as one collection."""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings

from beetroot.newsroom.models import Newsroom
from beetroot.record.models import Anchor, Fact
from beetroot.record.rendering.describing import describe
from beetroot.record.rendering.facts import Views
from beetroot.record.rendering.gate import Gate

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def lines(gate: Gate) -> Iterator[str]:
    """One JSON-LD document: an AnnotationCollection whose one page holds all."""
    items = list(_annotations(gate, Views(gate)))
    # A collection and a page must each have an id (W3C Web Annotation Data Model, 5.1 and 5.2).
    slug = f"situations/{gate.situation.slug}/data/" if gate.situation else ""
    home = f"{settings.BEETROOT_BASE_URL}/{slug}annotations.json"
    page = {"id": f"{home}#page", "type": "AnnotationPage", "partOf": home, "startIndex": 0, "items": items}
    label = gate.situation.title if gate.situation else str(Newsroom.objects.get())
    collection = {
        "@context": _CONTEXT,
        "id": home,
        "type": "AnnotationCollection",
        "label": label,
        "total": len(items),
        "first": page,
        "last": f"{home}#page",
    }
    yield json.dumps(collection, ensure_ascii=False)


def _annotations(gate: Gate, views: Views) -> Iterator[dict[str, Any]]:
    for fact in gate.all_facts:
        for anchor in gate.anchors_of(fact):
            page = gate.stories.get(anchor.story)
            if page is not None and not anchor.is_orphan and page.full_url:
                yield _annotation(fact, anchor, page.full_url, describe(fact, views))


def _annotation(fact: Fact, anchor: Anchor, url: str, words: str) -> dict[str, Any]:
    return {
        "id": f"urn:uuid:{fact.pk}#{anchor.pk}",
        "type": "Annotation",
        "motivation": "describing",
        "body": {"type": "TextualBody", "value": words, "format": "text/plain", "purpose": "describing"},
        "target": {
            "source": url,
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": anchor.exact,
                    "prefix": anchor.prefix,
                    "suffix": anchor.suffix,
                },
                {"type": "TextPositionSelector", "start": anchor.start, "end": anchor.end},
            ],
        },
    }
