"""A story as the plain text that anchors count in: title, lede and blocks, joined by a blank line."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from beetroot.stories import rendering as stories
from beetroot.stories.models import StoryPage

_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<br\s*/?>", re.I)


def story_text(story: StoryPage) -> str:
    """The text of this instance; give it `stories.rendering.latest(story)` for what the desk last saved."""
    parts = [story.title, story.lede]
    for block in stories.blocks(story.body, base_url=""):
        parts += _texts(block)
    return "\n\n".join(part.strip() for part in parts if part and part.strip())


def _plain(html: str) -> str:
    return unescape(_TAG.sub("", _BREAK.sub("\n", html)))


def _texts(block: dict[str, Any]) -> Iterator[str]:
    kind = block["type"]
    if kind in ("paragraph", "note"):
        yield _plain(block["html"])
    elif kind in ("heading", "pull_quote"):
        yield block["text"]
    elif kind == "list":
        yield from map(_plain, block["items"])
    elif kind == "photo":
        yield block["photo"]["caption"]
    else:
        yield str(block.get("caption") or "")
        yield from (row for cells in block.get("rows", ()) for row in [" | ".join(map(str, cells))])
