"""The blocks as HTML for pages: one small template each, in `templates/stories/blocks`."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from beetroot.lib import inline_html
from beetroot.stories.rules import quoted


def blocks_to_web(document: dict[str, Any]) -> SafeString:
    """Semantic HTML5 without style or script; class names begin with `story-`."""
    with translation.override(document["language"]):
        return SafeString("\n".join(_block(block, document) for block in document["blocks"]))


def _block(block: dict[str, Any], document: dict[str, Any]) -> str:
    context = {"block": block, "document": document, **_prepared(block, document["language"])}
    return render_to_string(f"stories/blocks/{block['type']}.html", context).strip()


def _prepared(block: dict[str, Any], language: str) -> dict[str, Any]:
    """What a template may print as HTML. Cleaned again here: a document may come from a database or a backup."""
    if "html" in block:
        return {"html": SafeString(inline_html.clean(block["html"]))}
    if block["type"] == "list":
        return {"items": [SafeString(inline_html.clean(item)) for item in block["items"]]}
    if block["type"] == "pull_quote":
        return {"words": quoted(block["text"], language=language)}
    return {}
