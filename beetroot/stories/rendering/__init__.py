"""A story as one JSON-able document, and that document in every medium. Everything here reads and writes nothing."""

from beetroot.stories.rendering.document import blocks, document, latest, text_document
from beetroot.stories.rendering.feed import blocks_to_feed
from beetroot.stories.rendering.mail import blocks_to_mjml
from beetroot.stories.rendering.problems import problems
from beetroot.stories.rendering.text import blocks_to_text
from beetroot.stories.rendering.web import blocks_to_web

__all__ = [
    "blocks",
    "blocks_to_feed",
    "blocks_to_mjml",
    "blocks_to_text",
    "blocks_to_web",
    "document",
    "latest",
    "problems",
    "text_document",
]
